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
import argparse
import functools
import os

import jax
import jax.numpy as jnp
import numpy as np

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


def loss(parameters, words, labels):
    logits, fine = forward(parameters, words)
    log_p = jax.nn.log_softmax(logits / TEMPERATURE)
    target = 0.95 * jax.nn.one_hot(labels, 10) + 0.005
    return -jnp.mean(jnp.sum(target * log_p, axis=1)) + 2e-3 * fine


def distort(key, images):
    """A random rotation, scale, shear, shift and elastic wobble for each image."""
    n = images.shape[0]
    keys = jax.random.split(key, 6)
    angle = jax.random.uniform(keys[0], (n,), minval=-0.22, maxval=0.22)
    scale = jax.random.uniform(keys[1], (n, 2), minval=0.88, maxval=1.14)
    shear = jax.random.uniform(keys[2], (n,), minval=-0.2, maxval=0.2)
    shift = jax.random.uniform(keys[3], (n, 2), minval=-2.0, maxval=2.0)
    wobble = jax.random.normal(keys[4], (n, 2, 5, 5)) * 0.9
    wobble = jax.image.resize(wobble, (n, 2, 28, 28), "cubic")
    y, x = jnp.meshgrid(jnp.arange(28) - 13.5, jnp.arange(28) - 13.5, indexing="ij")

    def one(image, a, s, h, t, w):
        xs = (jnp.cos(a) * x - jnp.sin(a) * y + h * y) * s[0] + t[0] + w[0] + 13.5
        ys = (jnp.sin(a) * x + jnp.cos(a) * y) * s[1] + t[1] + w[1] + 13.5
        return jax.scipy.ndimage.map_coordinates(image, [ys, xs], order=1)

    bent = jax.vmap(one)(images, angle, scale, shear, shift, wobble)
    keep = jax.random.bernoulli(keys[5], 0.15, (n, 1, 1))
    return jnp.where(keep, images, bent)


@functools.partial(jax.jit, donate_argnums=(0, 1))
def step(parameters, moments, average, images, labels, key, rate, count):
    images = distort(key, images)
    words = jnp.trunc(18 * jnp.round(images) / 256)[..., None]
    gradients = jax.grad(loss)(parameters, words, labels)
    new_parameters, new_moments = [], []
    for p, (m, v), g in zip(parameters, moments, gradients):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        update = (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8)
        new_parameters.append(jnp.clip(p - rate * update, -0.99, 0.99))
        new_moments.append((m, v))
    average = [0.998 * a + 0.002 * p for a, p in zip(average, new_parameters)]
    return new_parameters, new_moments, average


def flat(parameters):
    words = [np.trunc(np.clip(np.asarray(p), -127 / SCALE, 127 / SCALE) * SCALE) for p in parameters]
    return np.concatenate([w.astype(np.int8).reshape(-1) for w in words])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2018)
    options = parser.parse_args()

    def idx(name):
        return overlay_model.read_idx(os.path.join(options.data, name))

    images, labels = idx("train-images-idx3-ubyte.gz"), idx("train-labels-idx1-ubyte.gz")
    held_images, held_labels = images[55000:], labels[55000:]
    images, labels = images[:55000], labels[:55000]
    random = np.random.default_rng(options.seed)
    gains = {"conv1": 3.0, "conv2": 1.6, "ip1": 1.3, "ip2": 1.0}
    parameters = [
        jnp.asarray(random.normal(0, gains[name] / np.sqrt(k * k * c), (o, k, k, c)), jnp.float32)
        for name, k, c, o in overlay_model.LAYERS]
    moments = [(jnp.zeros_like(p), jnp.zeros_like(p)) for p in parameters]
    average = [p + 0 for p in parameters]
    key, best, count = jax.random.PRNGKey(options.seed), -1, 0
    steps = len(images) // options.batch
    for epoch in range(options.epochs):
        order = random.permutation(len(images))
        for start in range(0, steps * options.batch, options.batch):
            rows = order[start:start + options.batch]
            key, used = jax.random.split(key)
            count += 1
            rate = 1.5e-3 * 0.5 * (1 + np.cos(np.pi * count / (steps * options.epochs))) + 1e-6
            parameters, moments, average = step(
                parameters, moments, average, jnp.asarray(images[rows], jnp.float32),
                jnp.asarray(labels[rows]), used, rate, count)
        weights = flat(average)
        right = (overlay_model.run(weights, held_images).argmax(1) == held_labels).sum()
        kept = right >= best
        if kept:
            best = right
            np.save(options.out, weights)
        print(f"epoch {epoch + 1}: {right} of {len(held_labels)} held-out images right"
              f"{', kept' if kept else ''}", flush=True)


if __name__ == "__main__":
    main()
