import { cause, type RowGroup } from './row.ts';

/** What programs for models say: graphics cards, and weights that are fetched at the start. */
export const GPU_ROWS: RowGroup = {
  runtime: 'CUDA',
  root: 'last',
  rows: [
    cause('gpu-driver-missing', /Found no NVIDIA driver on your system/, [
      'The app wants a graphics card, and there is no NVIDIA driver here.',
      'Run it where a GPU is given to the container, or let it work on the CPU (a setting such as `device=cpu`).',
    ]),
    cause(
      'gpu-driver-old',
      /NVIDIA driver on your system is too old|CUDA driver version is insufficient for CUDA runtime version/,
      [
        'The NVIDIA driver of the host is older than the CUDA that the app was built with.',
        'Update the driver, or install a build of the package for an older CUDA.',
      ],
    ),
    cause('gpu-not-compiled', /Torch not compiled with CUDA enabled/, [
      'The app wants a graphics card, and the PyTorch that is installed can only use the CPU.',
      'Install the build with CUDA, or let the app work on the CPU.',
    ]),
    cause('gpu-none', /No CUDA GPUs are available|no CUDA-capable device is detected/, [
      'The app wants a graphics card, and sees none.',
      'Give the container a GPU, and check CUDA_VISIBLE_DEVICES; or let the app work on the CPU.',
    ]),
    cause(
      'gpu-model-saved',
      /Attempting to deserialize object on a CUDA device but torch\.cuda\.is_available\(\) is False/,
      [
        'The app loads a model that was saved from a graphics card, and there is none here.',
        'Load it with `map_location="cpu"`, or run the app where there is a GPU.',
      ],
    ),
    cause(
      'gpu-memory-share',
      /Free memory on device (?:(?<device>[^\s(]+) )?\((?<free>[^)]+)\) on startup is less than desired/,
      [
        'The graphics card {device} has less free memory than the app wants for itself: {free}.',
        'Lower the share it asks for (vLLM: `--gpu-memory-utilization`), or stop what else uses the card.',
      ],
    ),
    cause('gpu-memory', /CUDA(?: error:)? out of memory(?:\. Tried to allocate (?<wanted>[\d.]+ \w+))?/, [
      'The memory of the graphics card is used up.',
      'Use a smaller model or batch, a card with more memory, or fewer workers: each loads the model for itself.',
    ]),
    cause('model-download', /We couldn't connect to '(?<host>https?:\/\/[^'/]+)[^']*' to load th/, [
      'The app fetches a model from {host} at its start, and cannot reach it.',
      'Deploy the model with the app (`HF_HOME` names its folder, `HF_HUB_OFFLINE: "1"` forbids the look), or let the instance reach the network.',
    ]),
  ],
};
