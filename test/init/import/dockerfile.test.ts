import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { importDockerfile } from '../../../src/init/import/dockerfile.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

// The shapes are those that the makers of the base images show.
const NODE = `FROM node:20-alpine AS deps
WORKDIR /app
COPY package*.json ./
RUN npm ci

FROM node:20-alpine
ENV NODE_ENV=production
WORKDIR /usr/src/app
COPY --from=deps /app/node_modules ./node_modules
COPY . .
EXPOSE 3000
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=3s CMD wget -qO- http://localhost:3000/healthz || exit 1
VOLUME /data
ENTRYPOINT ["/sbin/tini", "--"]
CMD ["node", "src/server.js"]
`;

describe('a Dockerfile', () => {
  test('says command, port, variables, health check and stop signal of its last stage', async () => {
    const imported = importFiles(importDockerfile, { Dockerfile: NODE, 'src/server.js': '', 'package.json': '{}' });
    expect(imported.config).toEqual({
      command: 'node src/server.js',
      port: 3000,
      env: { NODE_ENV: 'production' },
      ready: { http: '/healthz', status: '200-399' },
      stopSignal: 'SIGINT',
    });
    expect(imported).toMatchObject({ rank: 90, missing: null });
    expect(listKeys(imported)).toEqual(['VOLUME']);
    await loadImported(imported);
  });

  test('names what was built as the folder has it, and how it is built where it is not there', async () => {
    const Dockerfile = `FROM maven:3 AS build
WORKDIR /build
COPY pom.xml .
COPY src ./src
RUN mvn -q package
FROM eclipse-temurin:21-jre
COPY --from=build /build/target/*.jar /app.jar
EXPOSE 8080
ENTRYPOINT ["java","-jar","/app.jar"]
`;
    const files = { Dockerfile, 'pom.xml': '', 'src/main/java/App.java': '' };
    const built = importFiles(importDockerfile, { ...files, 'target/shop-1.0.jar': '' });
    expect(built.config).toEqual({ command: 'java -jar target/shop-1.0.jar', port: 8080 });
    expect(built.missing).toBeNull();
    const unbuilt = importFiles(importDockerfile, files);
    expect(unbuilt.config.command).toEqual("sh -c 'exec java -jar target/*.jar'");
    expect(unbuilt.missing).toBe('mvn -q package');
    expect(unbuilt.rank).toBeLessThan(60);
    await loadImported(built);
  });

  test('names what a variable means of the image by its place here', async () => {
    const imported = importFiles(importDockerfile, {
      Dockerfile:
        'FROM node\nWORKDIR /app\nENV SETTINGS=/app/config/prod.json HOME_PAGE=/shop TMP_DIR=/tmp ROOT=/app\nCOPY . .\nCMD ["node", "server.js"]\n',
      'server.js': '',
      'config/prod.json': '{}',
    });
    expect(imported.config.env).toEqual({
      SETTINGS: `\${configDir}/config/prod.json`,
      HOME_PAGE: '/shop',
      TMP_DIR: '/tmp',
      ROOT: `\${configDir}`,
    });
    await loadImported(imported);
  });

  test('keeps a shell only where there is none without, and puts no secret into the config', async () => {
    const imported = importFiles(importDockerfile, {
      Dockerfile: `FROM python:3.12-slim
ARG MODE=prod
ENV PYTHONUNBUFFERED=1 \\
    SETTINGS=shop.$MODE SECRET_KEY=abcdefgh123 PORT=8000
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . /app
CMD python3 manage.py migrate && \\
    # then serve
    gunicorn shop.wsgi --bind :$PORT
`,
      'manage.py': '',
      'requirements.txt': 'a-package-of-this-shop-alone\n',
    });
    expect(imported.config).toEqual({
      command: "sh -c '.venv/bin/python manage.py migrate && exec .venv/bin/gunicorn shop.wsgi --bind :$PORT'",
      port: 'auto',
      env: { MODE: 'prod', SETTINGS: 'shop.prod', SECRET_KEY: `\${env.SECRET_KEY}` },
      envFile: '.env.berth',
    });
    expect(listKeys(imported)).toEqual(['SECRET_KEY']);
    await loadImported(imported, { SECRET_KEY: 'x' });
  });

  test.for([
    ['CMD node server.js', 'node server.js', 'auto'],
    [`CMD ["sh", "-c", "node server.js --port \${PORT:-80}"]`, `node server.js --port \${port}`, 'auto'],
    ['CMD ["npm", "start"]', 'node server.js', 'auto'],
    ['ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node", "server.js"]', 'node server.js', 'auto'],
    ['COPY start.sh /usr/local/bin/\nENTRYPOINT ["/usr/local/bin/start.sh"]', 'sh ./start.sh', 'auto'],
    ['ENTRYPOINT ["node"]\nCMD ["/app/server.js", "a b"]', "node server.js 'a b'", 'auto'],
    ['EXPOSE 80\nCMD ["python3", "-m", "http.server", "80"]', `python3 -m http.server \${port}`, 'auto'],
    ['EXPOSE 9000\nCMD ["./serve"]', './serve', 9000],
  ] as const)('%s', async ([lines, command, port]) => {
    const imported = importFiles(importDockerfile, {
      Dockerfile: `FROM node:20\nWORKDIR /app\nCOPY . .\n${lines}\n`,
      'package.json': '{"scripts":{"start":"node server.js"}}',
      'server.js': 'http.createServer().listen(process.env.PORT)',
      'start.sh': '#!/bin/sh\nexec node server.js --listen $PORT',
      serve: '',
    });
    expect({ command: imported.config.command, port: imported.config.port }).toEqual({ command, port });
    await loadImported(imported);
  });

  test('names a binary as the folder will have it, once it is built', () => {
    const imported = importFiles(importDockerfile, {
      Dockerfile: `FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod ./
COPY *.go ./
RUN go mod download
RUN CGO_ENABLED=0 go build -o /shop
FROM scratch
COPY --from=build /shop /usr/bin/shop
EXPOSE 8080
ENTRYPOINT ["/usr/bin/shop"]
`,
      'go.mod': '',
      'main.go': '',
    });
    expect(imported.config).toEqual({ command: './shop', port: 8080 });
    expect(imported.missing).toBe('CGO_ENABLED=0 go build -o shop');
  });

  test('tells .NET its port by the variable that it has for it', () => {
    const { config } = importFiles(importDockerfile, {
      Dockerfile: 'FROM mcr.microsoft.com/dotnet/aspnet:8.0\nEXPOSE 80\nCMD ["dotnet", "shop.dll"]\n',
    });
    const env = { ASPNETCORE_URLS: `http://127.0.0.1:\${port}` };
    expect(config).toEqual({ command: 'dotnet shop.dll', port: 'auto', env });
  });

  test('without a start of its own says nothing', () => {
    const folder = new AppFolder(createFolder({ Dockerfile: 'FROM nginx\nCOPY . /usr/share/nginx/html\n' }));
    expect(importDockerfile(folder)).toBeNull();
  });
});
