import type { PackRequest } from './pack-request.ts';
import { POD_FILE, toImage } from './pod-yaml.ts';

/** What is to be done with a package, as its last line tells it. */
export function describeNext({ platform, form, output }: PackRequest, name: string): string {
  const build = `podman build -t ${platform === 'container' ? toImage(name) : 'IMAGE'} ${output}`;
  if (form === 'image' && platform === 'fc') return `${build}, for a function with a custom container`;
  switch (platform) {
    case 'fc':
      return '`s deploy` (Serverless Devs 3)';
    case 'knative':
      return form === 'image'
        ? `${build}, then kubectl apply -f service.yaml`
        : 'put it into an image (--image writes one)';
    case 'cloudrun':
      return form === 'image'
        ? `${build}, then gcloud run services replace service.yaml`
        : 'put it into an image (--image writes one)';
    case 'container':
      return form === 'image'
        ? `${build}, then podman run it, podman kube play ${POD_FILE}, or push it and kubectl apply -f ${POD_FILE}`
        : 'put it into an image (--image writes one)';
    case 'lambda-web':
      return 'create a Web Function with the runtime nodejs24.x from it';
  }
}
