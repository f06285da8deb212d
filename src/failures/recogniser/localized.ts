import { cause, likelyCause, type RecogniserRow, type RowGroup } from './row.ts';

/** Words of the C library in the languages that it and Java show to those who set them, any of which will do. */
function inAnyLanguage(name: string, words: readonly string[], [text, cure]: readonly [string, string]): RecogniserRow {
  return likelyCause(name, new RegExp(words.join('|'), 'i'), [text, cure]);
}

/** What the C library, shells, Java and PostgreSQL say where the language of the machine is not English. */
export const LOCALIZED_ROWS: RowGroup = {
  runtime: 'any program in another language than English',
  isWide: true,
  root: 'last',
  rows: [
    cause(
      'localized-login-refused',
      /(?:Passwort-Authentifizierung für Benutzer|authentification par mot de passe (?:a )?échoué\S* pour l'utilisateur|autentificación password falló para el usuario|autenticação do tipo senha falhou para o usuário|autenticazione con password fallita per l'utente) *\S? *(?<user>[\w.-]+)|(?:пользователь|用户|ユーザー?) *\S(?<name>[\w.-]+)\S *(?:не прош[её]л проверку подлинности|Password 认证失败|のパスワード認証に失敗)/,
      [
        'PostgreSQL does not let the user of the app in: it knows no such user, or the password is wrong.',
        'Correct the user and password in the settings of the app, or give the user that password in the database.',
      ],
    ),
    cause(
      'localized-database-unknown',
      /(?:Datenbank|la base de données|no existe la base de datos|(?<!\S)banco de dados|il database|база данных|数据库|データベース) *["'«»“„] *(?<database>[\w.-]+) *["'«»“”] *(?:existiert nicht|n'existe pas|não existe|non esiste|не существует|不存在|は存在しません|$(?<=no existe la base de datos .{1,80}))/,
      ['PostgreSQL has no database called {database}.', 'Create it, or correct its name in the settings of the app.'],
    ),
    cause(
      'localized-main-class',
      /(?:Hauptklasse (?<class>[\w.$]+) konnte nicht gefunden|找不到或无法加载主类 (?<zh>[\w.$]+)|メイン・クラス(?<ja>[\w.$]+)(?:が見つからなかったか|を検出および)|no se ha encontrado o cargado la clase principal (?<es>[\w.$]+)|impossible de trouver ou (?:de )?charger la classe principale (?<fr>[\w.$]+)|Не удалось найти или загрузить основной класс (?<ru>[\w.$]+))/,
      [
        'Java does not find the class that it is to start.',
        'Correct its name in `command` and the class path (`-cp`, or `-jar` with the file): both start at the working directory.',
      ],
    ),
    inAnyLanguage(
      'localized-command-missing',
      [
        '(?:befehl|kommando) nicht gefunden',
        'commande introuvable',
        'orden no encontrada|no se encontró la orden',
        'comando não encontrado',
        'comando non trovato',
        'команда не найдена',
        '未找到命令|找不到命令|指令找不到',
        'コマンドが見つかりません',
        '명령어를 찾을 수 없음|명령을 찾을 수 없습니다',
        'nie znaleziono polecenia',
        'opdracht niet gevonden',
        'komut bulunamadı',
      ],
      [
        'A shell finds no command of the name that stands in this line.',
        'Install it, put its folder on `PATH` under `env`, or give its full path.',
      ],
    ),
    inAnyLanguage(
      'localized-address-in-use',
      [
        'adresse wird bereits verwendet',
        'adresse déjà utilisée',
        'dirección ya se está usando|dirección ya está en uso',
        'endereço já (?:está )?em uso',
        'indirizzo già in uso',
        'адрес уже используется|адреса вже використовується',
        '地址已在使用|地址已被使用|地址已经被使用|地址已经在使用|位址已在使用|位址已被使用',
        'アドレスは(?:既|すで)に使用',
        '주소가 이미 사용 중',
        'adres jest już w użyciu',
        'adres is al in gebruik',
        'adres zaten kullanımda',
      ],
      [
        'The app wants to listen on a port where something listens already.',
        'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
      ],
    ),
    inAnyLanguage(
      'localized-address-foreign',
      [
        'angeforderte adresse kann nicht zugewiesen werden',
        "(?:attribuer|assigner) l'adresse demandée",
        'no se puede asignar la dirección solicitada',
        'não é possível atribuir (?:o )?endereço',
        'impossibile assegnare l.indirizzo richiesto',
        'невозможно назначить запрошенный адрес',
        '(?:无法|不能)(?:指定|分配)(?:被)?请求的地址',
        '要求されたアドレスを(?:割り当て|割当て)',
      ],
      [
        'The app wants to listen on an address that this machine does not have.',
        'Let the app listen on 127.0.0.1 or 0.0.0.0; a name in its settings may resolve to the address of another machine.',
      ],
    ),
    inAnyLanguage(
      'localized-connection-refused',
      [
        'verbindungsaufbau abgelehnt',
        'connexion refusée',
        'conexión (?:rehusada|rechazada)',
        'conexão recusada',
        'connessione rifiutata',
        'в соединении отказано|у з.єднанні відмовлено',
        '拒绝连接|连接被拒绝|連線被拒絕|拒絕連線',
        '接続(?:を|が)拒否されました',
        '연결이 거부',
        'połączenie odrzucone',
        'verbinding is geweigerd',
        'bağlantı reddedildi',
      ],
      [
        'The app cannot reach a service it needs: nothing accepts connections there.',
        'Start that service, or correct its address in the settings of the app; from inside an instance `localhost` is the instance itself.',
      ],
    ),
    inAnyLanguage(
      'localized-disk-full',
      [
        'kein speicherplatz mehr (?:verfügbar|frei)',
        'aucun espace disponible sur le périphérique|plus de place sur le disque',
        'no queda espacio en el dispositivo|no hay espacio disponible en el dispositivo',
        'não há espaço disponível no dispositivo',
        'spazio esaurito sul (?:device|dispositivo)',
        'на устройстве не осталось свободного места',
        '设备上没有空间|裝置上已無多餘空間',
        'デバイスに空き領域がありません',
        '장치에 남은 공간이 없음',
        'brak miejsca na urządzeniu',
        'geen ruimte meer (?:over )?op apparaat',
      ],
      [
        'There is no space left where the app writes.',
        'Free or enlarge the disk, or let the app write to another folder.',
      ],
    ),
    inAnyLanguage(
      'localized-permission-denied',
      [
        'keine berechtigung',
        'permission non accordée',
        'permiso denegado',
        'permissão negada',
        'permesso negato',
        'отказано в доступе|відмовлено у доступі',
        '权限不够|权限不足|拒绝访问|拒絕不符權限的操作',
        '許可がありません|アクセスが拒否されました',
        '허가 거부',
        'toegang geweigerd',
        'erişim engellendi',
      ],
      [
        'The app may not do what it tries as the user it runs as: a file is not for it or lacks its executable bit, or it is a port below 1024.',
        `Change the owner or the mode of the file where the app is built (a program needs \`chmod +x\`), or let the app use a folder it may write to: \`\${runDir}\`, or one below /tmp.`,
      ],
    ),
    inAnyLanguage(
      'localized-file-missing',
      [
        'datei oder verzeichnis nicht gefunden',
        'aucun fichier ou (?:dossier|répertoire) de ce (?:type|nom)',
        'no existe el (?:archivo|fichero) o el directorio',
        '(?:arquivo|ficheiro) ou (?:diretório|directoria|pasta) (?:inexistente|não encontrado)',
        'file o directory non esistente',
        'нет такого файла или каталога|немає такого файла або каталогу',
        '没有那个文件或目录|沒有此一檔案或目錄',
        'そのようなファイルやディレクトリはありません',
        '그런 파일이나 디렉터리가 없습니다',
        'nie ma takiego pliku ani katalogu',
        'bestand of map bestaat niet',
        'böyle bir dosya ya da dizin yok',
      ],
      [
        'The app needs the file or folder that this line names, and it is not there.',
        'Deploy it with the app, or correct its path; a relative one starts at the working directory (`workingDirectory`).',
      ],
    ),
  ],
};
