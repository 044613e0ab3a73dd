# SPDX-License-Identifier: BSD-3-Clause
"""What the training scripts of the default networks share: MNIST, distortions, Adam."""
import argparse
import functools
import os

import jax
import jax.numpy as jnp
import numpy as np

import overlay_model

HELD_OUT = 5000


def options(description, **defaults):
    """Of the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", required=True, help="folder with MNIST's files")
    parser.add_argument("--out", required=True, help="what to write")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2018)
    parser.set_defaults(**defaults)
    return parser.parse_args()


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


def cross_entropy(logits, labels):
    """With targets of 0.955 and 0.005, the mean over the images."""
    target = 0.95 * jax.nn.one_hot(labels, 10) + 0.005
    return -jnp.mean(jnp.sum(target * jax.nn.log_softmax(logits), axis=1))


@functools.partial(jax.jit, static_argnums=(0, 1), donate_argnums=(2, 3))
def step(loss, clip, parameters, moments, average, images, labels, key, rate, count):
    gradients = jax.grad(loss)(parameters, distort(key, images), labels)
    new_parameters, new_moments = [], []
    for p, (m, v), g in zip(parameters, moments, gradients):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        update = (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8)
        new_parameters.append(jnp.clip(p - rate * update, -clip, clip))
        new_moments.append((m, v))
    average = [0.998 * a + 0.002 * p for a, p in zip(average, new_parameters)]
    return new_parameters, new_moments, average


def fit(options, random, parameters, loss, clip, right, save):
    """Train by Adam with a cosine of rates, and save the epoch whose averaged parameters get most
    of the held-out training images right.

    loss(parameters, images, labels) and right(parameters, images, labels) take images of bytes.
    """
    def idx(name):
        return overlay_model.read_idx(os.path.join(options.data, name))

    images, labels = idx("train-images-idx3-ubyte.gz"), idx("train-labels-idx1-ubyte.gz")
    held_images, held_labels = images[-HELD_OUT:], labels[-HELD_OUT:]
    images, labels = images[:-HELD_OUT], labels[:-HELD_OUT]
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
                loss, clip, parameters, moments, average, jnp.asarray(images[rows], jnp.float32),
                jnp.asarray(labels[rows]), used, rate, count)
        known = right(average, held_images, held_labels)
        kept = known >= best
        if kept:
            best = known
            save(average)
        print(f"epoch {epoch + 1}: {known} of {HELD_OUT} held-out images right"
              f"{', kept' if kept else ''}", flush=True)
