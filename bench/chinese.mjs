/** What the tables say in words; programs, units and numbers are the same in every language. Longer ones stand before their parts. */
const WORDS = [
  ['CPU µs per request (× nginx)', '每个请求的 CPU 时间，µs（相对 nginx 的倍数）'],
  ['Small body, 64 connections', '小响应体，64 个连接'],
  ['small body, 64 conn.', '小响应体，64 个连接'],
  ['p50 ms, paced', 'p50 ms，限速'],
  ['p99 ms, paced', 'p99 ms，限速'],
  ['requests/s at most', '最高请求数/秒'],
  ['small POST', '小 POST 请求'],
  ['new connection each', '每次新建连接'],
  ['WebSocket message', 'WebSocket 消息'],
  ['1 MiB upload', '上传 1 MiB'],
  ['access log to a file', '访问日志写入文件'],
  ['markers and call log off', '关闭标记和调用日志'],
  ['markers off', '关闭标记'],
  ['no proxy', '无代理'],
  ['TCP relay in Node', 'Node 的 TCP 转发'],
  [/(\d+) idle connections, /g, '$1 个空闲连接，'],
  [/([\d.]+) KiB each/g, '每个 $1 KiB'],
  ['from exec (× bare server + app)', '从 exec 起（相对空服务加应用的倍数）'],
  ['the same, disk cold', '同上，磁盘缓存已清空'],
  ['after a crash', '崩溃之后'],
  [/first 200, before ([^|,]+), medians of (\d+)/g, '第一个 200（应用：$1；$2 次的中位数）'],
  ['a C program', '一个 C 程序'],
  ['app by itself', '应用自身'],
  ['bare server', '空服务'],
  ['berth by ./bootstrap', '经 ./bootstrap 的 berth'],
  [/(\d+) failed/g, '$1 个失败'],
  ['exec to open port', '从 exec 到端口打开'],
  ['resident memory when idle', '空闲时的常驻内存'],
  [', bare ', '，空脚本 '],
  ['lines of 100 bytes relayed per second of CPU, ', '每秒 CPU 时间可转发的 100 字节日志行数，'],
  [
    'p99 of requests: no lines; 500 000 each second through cat beside it; the same through ',
    '请求的 p99：无日志；旁边的 cat 每秒转发 500 000 行；同样的行经过 ',
  ],
  [/([\d.]+) ms \(([\d.]+) ms the first time\)/g, '$1 ms（首次 $2 ms）'],
  ['CPU to find a cause in 200 lines of 2 KiB, ', '在 200 行各 2 KiB 的日志中找出原因的 CPU 时间，'],
  ['Measure | Value', '指标 | 数值'],
  [/(\d+) conn\./g, '$1 个连接'],
  [/; medians of rounds of (\S+) s \(([^)]+)\)\. /, '；取多轮的中位数，每轮 $1 s（$2）。'],
  [
    /In the median round the host withheld at most ([\d.]+ %) of the time, and other processes used at most ([\d.]+ %) of the proxy's core\./,
    '在取中位数的那一轮里，宿主机最多占走 $1 的时间，其他进程最多占用代理所在核的 $2。',
  ],
  [/ Not installed, so not measured: (.+)\.$/m, '未安装因而未测：$1。'],
  [/, (?=node \d|(?:访问|关闭))/g, '，'],
];

/** The rendered tables for readers of Chinese; a word that is not known here stays as it is. */
export function toChinese(tables) {
  return WORDS.reduce((text, [words, chinese]) => text.replaceAll(toGlobal(words), chinese), tables);
}

function toGlobal(words) {
  return words instanceof RegExp ? new RegExp(words.source, `${words.flags.replace('g', '')}g`) : words;
}
