"""Photos to a network's input by the record that a model of Retrain carries: size, range, resize rule, crop, orientation, channels.

Needs numpy and Pillow. The same steps in the same order as label_image, each in float32.
"""

import json
import struct

import numpy as np
from PIL import Image, ImageOps


def parse_record(text):
    record = json.loads(text)
    if record["schema"] > 2:
        raise ValueError(f"the model was written by a newer Retrain (schema {record['schema']}): update this program")
    rules = record["preprocessing"]
    known = rules["resize"] in ("legacy_bilinear", "half_pixel_bilinear") and rules["channels"] == "rgb" and rules["version"] == 1
    if not known or rules.get("crop", "stretch") not in ("stretch", "centre") or record.get("views"):
        raise ValueError(f"the model wants its photos in a way that is not known here: {rules}")
    return record


def read_tflite_record(path):
    """The record lies in the model's metadata list under the name 'retrain'. Field numbers are those of TensorFlow's schema.fbs."""
    data = open(path, "rb").read()

    def u32(at):
        return struct.unpack_from("<I", data, at)[0]

    def field(table, index):
        vtable = table - struct.unpack_from("<i", data, table)[0]
        slot = 4 + 2 * index
        offset = struct.unpack_from("<H", data, vtable + slot)[0] if slot < struct.unpack_from("<H", data, vtable)[0] else 0
        return table + offset if offset else None

    def vector(table, index):
        at = field(table, index)
        if at is None:
            return 0, 0
        at += u32(at)
        return at + 4, u32(at)

    def tables(table, index):
        start, count = vector(table, index)
        return [start + 4 * i + u32(start + 4 * i) for i in range(count)]

    model = u32(0)
    buffers = tables(model, 4)
    for entry in tables(model, 6):
        start, length = vector(entry, 0)
        if data[start:start + length] == b"retrain":
            buffer = field(entry, 1)
            start, length = vector(buffers[u32(buffer) if buffer else 0], 0)
            return parse_record(data[start:start + length].decode("utf-8"))
    raise ValueError(f"'{path}' carries no record of Retrain")


def prepare(path, rules):
    """A photo as [H, W, 3] float32 in the range of the record."""
    width, height = rules["width"], rules["height"]
    image = Image.open(path)
    is_jpeg, compat = image.format == "JPEG", rules["compat"]
    orientation = image.getexif().get(0x0112, 1)
    pixels = rgb(image, compat)
    if is_jpeg and not compat:
        target = (width, height) if orientation < 5 else (height, width)
        pixels = reduced(pixels, *target)
    if not compat and orientation != 1:
        turned = Image.fromarray(pixels)
        turned.getexif()[0x0112] = orientation
        pixels = np.asarray(ImageOps.exif_transpose(turned))
    if rules.get("crop") == "centre":
        pixels = centre(pixels, width, height)
    grid = half_pixel_grid if rules["resize"] == "half_pixel_bilinear" else legacy_grid
    values = bilinear(pixels, height, width, grid)
    low, high = np.float32(rules["range_low"]), np.float32(rules["range_high"])
    return values if (low, high) == (0, 1) else values * (high - low) + low


def rgb(image, compat):
    """RGB pixels; what is transparent lies on white, or, as in TensorFlow, shows the colour below."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return np.asarray(image.convert("RGB"))
    rgba = np.asarray(image.convert("RGBA")).astype(np.int32)
    if compat:
        return rgba[..., :3].astype(np.uint8)
    alpha = rgba[..., 3:]
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def reduced(pixels, width, height):
    """Large JPEG files: what a decoder gives at the smallest scale in eighths that leaves three pixels for each of the input's."""
    for eighths in range(1, 8):
        if -(-pixels.shape[1] * eighths // 8) >= 3 * width and -(-pixels.shape[0] * eighths // 8) >= 3 * height:
            break
    else:
        return pixels
    # Of the 8 waves of a block the lowest stay, drawn on fewer pixels.
    waves = np.arange(1, eighths)
    new, old = np.arange(eighths)[:, None, None], np.arange(8)[None, :, None]
    shares = (1 + 2 * (np.cos((2 * new + 1) * waves * np.pi / (2 * eighths)) * np.cos((2 * old + 1) * waves * np.pi / 16)).sum(2)) / 8

    def along_rows(values):
        length = values.shape[0]
        blocks = np.pad(values, ((0, -length % 8), (0, 0), (0, 0)), "edge").reshape(-1, 8, *values.shape[1:])
        return np.einsum("jk,bkxc->bjxc", shares, blocks).reshape(-1, *values.shape[1:])[:-(-length * eighths // 8)]

    values = along_rows(pixels.astype(np.float32))
    values = along_rows(values.transpose(1, 0, 2)).transpose(1, 0, 2)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def centre(pixels, width, height):
    """The largest part of the middle that has the input's shape; an odd pixel over stays to the right and below."""
    rows, columns = pixels.shape[:2]
    is_wide = columns * height >= rows * width
    part_columns = max(1, rows * width // height) if is_wide else columns
    part_rows = rows if is_wide else max(1, columns * height // width)
    top, left = (rows - part_rows) // 2, (columns - part_columns) // 2
    return pixels[top:top + part_rows, left:left + part_columns]


def legacy_grid(length, new_length):
    """TensorFlow 1: output i samples at i * (in / out)."""
    return np.arange(new_length, dtype=np.float32) * np.float32(length / new_length)


def half_pixel_grid(length, new_length):
    """TensorFlow 2: pixels are squares whose middles are sampled."""
    return (np.arange(new_length, dtype=np.float32) + np.float32(0.5)) * np.float32(length / new_length) - np.float32(0.5)


def bilinear(pixels, height, width, grid):
    picture = pixels.astype(np.float32) * np.float32(1 / 255)

    def along_rows(values, new_length):
        source = grid(values.shape[0], new_length)
        low = np.clip(np.floor(source).astype(np.int64), 0, values.shape[0] - 1)
        high = np.clip(np.ceil(source).astype(np.int64), low, values.shape[0] - 1)
        weight = (source - np.floor(source))[:, None, None]
        return values[low] + (values[high] - values[low]) * weight

    # Along x first, then along y.
    return along_rows(along_rows(picture.transpose(1, 0, 2), width).transpose(1, 0, 2), height)


def show(path, labels, scores, top=5):
    print(path)
    for i in np.argsort(-scores, kind="stable")[:top]:
        print(f"  {labels[i]} {scores[i]:.5f}")
