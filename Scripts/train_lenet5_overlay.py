#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Train the default LeNet-5 for the `overlay` fixed8 profile, with its arithmetic in the loop.

    pip install 'jax[cpu]' numpy
    train_lenet5_overlay.py --data DIR_WITH_MNIST --out lenet5-overlay.npy

Forward, everything is what the overlay computes: integer words, weights and results truncated
towards zero and wrapped at a layer's entry, no biases. Backward, truncation counts as the identity
and wrapping as clamping; words that come near to wrapping are fined. Only the 60,000
training images are used; the last 5,000 of them choose the epoch that is kept.
"""
import jax
import jax.numpy as jnp
import numpy as np

import mnist_training
import overlay_model

SCALE = 128.0
TEMPERATURE = 12.0  # output words per unit of the loss's logits


def truncated(x):
    """trunc(x), with the gradient of x."""
    return x + jax.lax.stop_gradient(jnp.trunc(x) - x)


def weight(w):
    return truncated(jnp.clip(w, -127 / SCALE, 127 / SCALE) * SCALE) / SCALE


def entry(x):
    """What enters a layer, and the fine for what comes near to wrapping, for each image."""
    clipped = jnp.clip(x, -128, 127)
    wrapped = jnp.mod(x + 128, 256) - 128
    fine = jnp.sum(jnp.maximum(jnp.abs(x) - 100, 0)) / x.shape[0]
    return clipped + jax.lax.stop_gradient(wrapped - clipped), fine


def convolve(x, w):
    # Sums stay below 2^24, so float32 is exact.
    return truncated(
        jax.lax.conv_general_dilated(
            x, weight(w), (1, 1), "VALID", dimension_numbers=("NHWC", "OHWI", "NHWC")))


def max_pool(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def forward(parameters, words):
    x = max_pool(convolve(words, parameters[0]))
    x, fine1 = entry(x)
    x = max_pool(convolve(x, parameters[1]))
    x, fine2 = entry(x)
    x = jax.nn.relu(convolve(x, parameters[2]))
    x, fine3 = entry(x)
    return convolve(x, parameters[3])[:, 0, 0, :], fine1 + fine2 + fine3


def loss(parameters, images, labels):
    words = jnp.trunc(18 * jnp.round(images) / 256)[..., None]
    logits, fine = forward(parameters, words)
    return mnist_training.cross_entropy(logits / TEMPERATURE, labels) + 2e-3 * fine


def flat(parameters):
    words = [np.trunc(np.clip(np.asarray(p), -127 / SCALE, 127 / SCALE) * SCALE) for p in parameters]
    return np.concatenate([w.astype(np.int8).reshape(-1) for w in words])


def right(parameters, images, labels):
    return (overlay_model.run(flat(parameters), images).argmax(1) == labels).sum()


def main():
    options = mnist_training.options(__doc__.splitlines()[0])
    random = np.random.default_rng(options.seed)
    gains = {"conv1": 3.0, "conv2": 1.6, "ip1": 1.3, "ip2": 1.0}
    parameters = [
        jnp.asarray(random.normal(0, gains[name] / np.sqrt(k * k * c), (o, k, k, c)), jnp.float32)
        for name, k, c, o in overlay_model.LAYERS]
    mnist_training.fit(
        options, random, parameters, loss, 0.99, right,
        lambda parameters: np.save(options.out, flat(parameters)))


if __name__ == "__main__":
    main()
