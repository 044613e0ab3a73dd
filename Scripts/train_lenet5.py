#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Train the default LeNet-5 for the `native` fixed8 profile, with its quantisation in the loop.

    pip install 'jax[cpu]' numpy
    train_lenet5.py --data DIR_WITH_MNIST --out lenet5.npz

Forward, weights are those that 8 bits stand for, scaled by output channel, and so are feature maps,
whose range is that of the batch; biases and the last layer, of 32 and 16 bits, are as they are.
Backward, rounding counts as the identity. Only the 60,000 training images are used; the last 5,000
of them choose the epoch that is kept.

The file is as Lasagne would have written it: filters turned by half a turn, matrices by (input,
output), inputs in order (channel, y, x). `make default-network DATA=DIR` makes the .accel file of it.
"""
import jax
import jax.numpy as jnp
import numpy as np

import mnist_training
import overlay_model


def rounded(x):
    """round(x), with the gradient of x."""
    return x + jax.lax.stop_gradient(jnp.round(x) - x)


def weight(w):
    """(output, y, x, input): what 8 bits for each output channel stand for."""
    step = jax.lax.stop_gradient(jnp.max(jnp.abs(w), axis=(1, 2, 3), keepdims=True)) / 127
    return rounded(w / step) * step


def feature_map(x):
    """What 8 bits of the batch's range, which has a zero, stand for."""
    low = jax.lax.stop_gradient(jnp.minimum(jnp.min(x), 0))
    high = jax.lax.stop_gradient(jnp.maximum(jnp.max(x), 0))
    step = (high - low) / 255
    return rounded(x / step) * step


def convolve(x, w, b):
    return jax.lax.conv_general_dilated(
        x, weight(w), (1, 1), "VALID", dimension_numbers=("NHWC", "OHWI", "NHWC")) + b


def max_pool(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def forward(parameters, images):
    w1, b1, w2, b2, w3, b3, w4, b4 = parameters
    x = images[..., None] / 256
    x = max_pool(feature_map(convolve(x, w1, b1)))
    x = max_pool(feature_map(convolve(x, w2, b2)))
    x = feature_map(jax.nn.relu(convolve(x, w3, b3)))
    return convolve(x, w4, b4)[:, 0, 0, :]


def loss(parameters, images, labels):
    return mnist_training.cross_entropy(forward(parameters, jnp.round(images)), labels)


def right(parameters, images, labels):
    words = jax.jit(forward)(parameters, jnp.asarray(images, jnp.float32))
    return int((jnp.argmax(words, axis=1) == labels).sum())


def save(path, parameters):
    arrays = []
    for (name, kernel, inputs, outputs), w, b in zip(
            overlay_model.LAYERS, parameters[::2], parameters[1::2]):
        w = np.asarray(w).transpose(0, 3, 1, 2)
        if name.startswith("conv"):
            arrays.append(w[:, :, ::-1, ::-1])
        else:
            arrays.append(w.reshape(outputs, -1).T)
        arrays.append(np.asarray(b))
    np.savez(path, *arrays)


def main():
    options = mnist_training.options(__doc__.splitlines()[0])
    random = np.random.default_rng(options.seed)
    parameters = []
    for _, kernel, inputs, outputs in overlay_model.LAYERS:
        fan_in = kernel * kernel * inputs
        shape = (outputs, kernel, kernel, inputs)
        parameters.append(jnp.asarray(random.normal(0, np.sqrt(1.5 / fan_in), shape), jnp.float32))
        parameters.append(jnp.zeros(outputs, jnp.float32))
    mnist_training.fit(
        options, random, parameters, loss, 8.0, right,
        lambda parameters: save(options.out, parameters))


if __name__ == "__main__":
    main()
