import { cause, likelyCause, type RowGroup } from './row.ts';

const FIT =
  'Ask for less context (vLLM: `--max-model-len`), a smaller or quantized model, or give it a card with more memory.';

/** What servers of models say of the weights that they are to load, and of the cards that they are to fit on. */
export const MODEL_ROWS: RowGroup = {
  runtime: 'a server of models',
  root: 'last',
  rows: [
    cause(
      'model-gated',
      /\bYou are trying to access a gated repo\b|\bGatedRepoError\b|\bAccess to model (?<model>\S+) is restricted\b/,
      [
        'The model is only for those who have accepted its terms, and the app is not known as one of them.',
        'Accept them on the page of the model, and set `HF_TOKEN` under `env` to a token of that account.',
      ],
    ),
    cause(
      'model-unknown',
      /\b(?<model>[^\s']+) is not a local folder and is not a valid model identifier|\bRepositoryNotFoundError\b/,
      [
        'The app asks for the model {model}, which is neither a folder here nor a model on the hub that it may read.',
        'Correct the name; a path must begin with `/` or `./` and be there, and a private model needs `HF_TOKEN` under `env`.',
      ],
    ),
    cause('model-name-invalid', /\bHFValidationError: Repo id must (?<reason>.+)/, [
      'What the app asks for is no name of a model: as a rule it is a path that is not there.',
      'Deploy or mount the folder of the model, and correct its path.',
    ]),
    cause(
      'model-too-new',
      /has model type `(?<type>[^`]+)` but Transformers does not recognize this architecture|\bModel architectures? \[?'?(?<architecture>\w+)'?\]? (?:are|is) not supported\b/,
      [
        'The model is of a kind that the installed version of its library does not know.',
        'Upgrade the library (`transformers`, `vllm`), or take another model.',
      ],
    ),
    cause(
      'model-context-memory',
      /max seq len \((?<wanted>\d+)\)(?: is larger than the maximum number of tokens that can be stored in KV cache|, \([\d.]+ GiB KV cache is needed)|\bNo available memory for the cache blocks\b/,
      ['The card has too little memory left for the context that the model is to have.', `${FIT}`],
    ),
    cause(
      'model-type-unsupported',
      /\bBfloat16 is only supported on GPUs with compute capability of at least (?<wanted>[\d.]+\d)\. Your (?<card>.+?) GPU has/,
      [
        'The card {card} cannot calculate in bfloat16, as the model is to.',
        'Add `--dtype half` in `command`, or use a newer card.',
      ],
    ),
    cause('gpu-kernel-missing', /\bno kernel image is available for execution on the device\b/, [
      'The library was not built for this graphics card: the card is too old or too new for it.',
      'Install the build of PyTorch (or of the library) for this card and its CUDA.',
    ]),
    cause(
      'torch-operator-missing',
      /\boperator torchvision::\w+ does not exist\b|undefined symbol: _ZN(?:2at|3c10|5torch)\S*/,
      [
        'Two packages were built for different versions of PyTorch.',
        'Install `torch`, `torchvision`, `torchaudio` and what leans on them (`flash-attn`, `xformers`) in versions that belong together.',
      ],
    ),
    cause(
      'weights-cut-off',
      /\bSafetensorError: Error while deserializing header: (?<reason>\w+)|\bPytorchStreamReader failed reading zip archive\b|invalid header or archive is corrupted/,
      [
        'A file with the weights of the model is not whole: its download broke off, or it is a pointer of Git LFS.',
        'Delete it and fetch it anew (`git lfs pull`), and compare its size with that on the hub.',
      ],
    ),
    cause('weights-file-missing', /\[ONNXRuntimeError\] : 3 : NO_SUCHFILE : Load model from (?<path>\S+) failed/, [
      'The app is to load the model {path}, and there is no such file.',
      'Deploy it with the app; a relative path starts at the working directory.',
    ]),
    cause('keras-format', /\bFile format not supported: filepath=(?<path>[^\s.]\S*?)\. Keras 3 only supports/, [
      'The model {path} was saved in a form that Keras 3 does not read.',
      'Pin `tensorflow<2.16`, or save the model anew as `.keras`.',
    ]),
    cause('chroma-sqlite', /unsupported version of sqlite3\. Chroma requires sqlite3 >= (?<wanted>[\d.]*\d)/, [
      'Chroma needs SQLite {wanted}, and this Python brings an older one.',
      'Use a newer base image or Python, or install `pysqlite3-binary` and put it in place of `sqlite3` at the top of the app.',
    ]),
    likelyCause(
      'model-schema-old',
      /\bDetected out-of-date database schema \(found version (?<found>\w+), but expected (?<wanted>\w+)\)/,
      [
        'The database of MLflow was made by another version of it.',
        'Take a backup, and run `mlflow db upgrade` with the address of the database, by a one-shot that the server comes `after`.',
      ],
    ),
  ],
};
