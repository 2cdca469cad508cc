"""Inception V3 in PyTorch: ms a photo on all cores. Usage: inception_pytorch.py [batch]

The network of torchvision without its classifier, random weights, eval mode, inference mode; the same size and operators as TensorFlow Hub's module.
"""

import os
import resource
import sys
import time

import torch
import torchvision

batch = int(sys.argv[1]) if len(sys.argv) > 1 else 1
start = time.time()
torch.set_num_threads(os.cpu_count())
network = torchvision.models.inception_v3(weights=None, aux_logits=False, init_weights=False, transform_input=False)
network.fc = torch.nn.Identity()
network.eval()
print(f"{time.time() - start:6.2f} s  network made (PyTorch {torch.__version__}, {torch.get_num_threads()} threads)")
photos = torch.rand(batch, 3, 299, 299)
with torch.inference_mode():
    scripted = torch.jit.optimize_for_inference(torch.jit.trace(network, photos))
    for name, run in ("eager", network), ("traced and frozen", scripted):
        for _ in range(3):
            run(photos)
        times = []
        for _ in range(max(3, 40 // batch)):
            start = time.time()
            run(photos)
            times.append((time.time() - start) / batch)
        times.sort()
        print(f"{name}, batch {batch}: {1000 * times[len(times) // 2]:.1f} ms a photo (median; best {1000 * times[0]:.1f})")
print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
