import { describe, expect, test } from 'vitest';
import { findPortWay } from '../../../../src/init/finder/python/port.ts';
import { measureCpuMs } from '../../../helpers/cpu-time.ts';

const PORT = `\${port}`;

describe('how a program in Python learns its port', () => {
  test.for([
    ["port = int(os.environ.get('PORT', 5000))", 'PORT'],
    ['app.run(port=int(os.environ["PORT"]))', 'PORT'],
    ["run(port=os.getenv('FC_SERVER_PORT', '9000'))", 'FC_SERVER_PORT'],
    ["PORT = config('APP_PORT', default=8000, cast=int)", 'APP_PORT'],
    ["port = env.int('SERVER_PORT')", 'SERVER_PORT'],
    ["db = connect(port=os.getenv('DB_PORT'))\nserve(port=os.getenv('HTTP_PORT'))", 'HTTP_PORT'],
    ["p.add_argument('--port', default=os.environ.get('PORT'))", 'PORT'],
  ])('%j: by a variable, and not that of a database', ([code, name]) => {
    expect(findPortWay(code!)).toEqual({ by: 'variable', name });
  });

  test.for([
    ["parser.add_argument('-p', '--port', type=int, default=8000)", ['--port', PORT]],
    ['parser.add_argument("--http-port", default=8000)', ['--http-port', PORT]],
    ["parser.add_argument('port', nargs='?')", [PORT]],
    ["@click.option('--port', default=8000)", ['--port', PORT]],
    ['define("port", default=8888, type=int)', [`--port=${PORT}`]],
    ['def main(port: int = typer.Option(8000)): ...', ['--port', PORT]],
    ['port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000', [PORT]],
  ] as const)('%j: by its command line', ([code, words]) => {
    expect(findPortWay(code)).toEqual({ by: 'words', words });
  });

  test.for([
    ['HTTPServer(("", 8001), Handler)', 8001],
    ["server_address = ('0.0.0.0', 8002)", 8002],
    ['HTTPServer((HOST, 8003), Handler)', 8003],
    ["app.run(host='0.0.0.0', port=8004, debug=True)", 8004],
    ['PORT: int = 8005', 8005],
    ['app.listen(8006)', 8006],
    ["cherrypy.config.update({'server.socket_port': 8007})", 8007],
    ['make_server("", 8008, app)', 8008],
    ['sock.listen(128)\nport = 8009', 8009],
    ['sock.connect(("10.0.0.1", 8010))\nserver.bind(("0.0.0.0", 8011))', 8011],
    ['reactor.listenTCP(8012, site)', 8012],
    ['websockets.serve(handler, "localhost", 8765)', 8765],
  ] as const)('%j: by a number', ([code, port]) => {
    expect(findPortWay(code)).toMatchObject({ by: 'literal', port });
  });

  test.for(['DB_PORT = 5432', 'sock.listen(5)', 'port = settings.port', 'import os'])('%j: it does not say', (code) => {
    expect(findPortWay(code)).toBeNull();
  });

  test('is found fast in a long file', () => {
    const text = `${'serve(a, '.repeat(20_000)}\n${'add_argument( '.repeat(20_000)}${'x.'.repeat(50_000)}`;
    expect(measureCpuMs(() => findPortWay(text))).toBeLessThan(1_000);
  });
});
