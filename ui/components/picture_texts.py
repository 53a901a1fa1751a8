"""The sentences for pictures of the learner's own, which components read in the browser (`shared/picture_file.js`)."""

from ui.i18n import t


def picture_texts() -> dict[str, str]:
    """A sentence for every problem a picture file can have, by its code; the browser fills in what stands in braces."""
    return {
        "empty": t("The file is empty. Save the picture again and choose it once more."),
        "unreadable": t("The browser could not read that file. Choose it again, or another one."),
        "unknown_format": t("That file is no picture we can read. Choose a PNG, JPEG, WEBP, BMP or GIF."),
        "svg": t("An SVG is made of lines, not of pixels. Save it as PNG in a drawing program and choose that."),
        "heic": t(
            "That is a HEIC or AVIF picture, which not every browser opens. Save it as JPEG or PNG and choose that."
        ),
        "too_many_bytes": t(
            "The file holds {megabytes} MB; {most} MB are the most. Save the picture smaller, or as JPEG.",
            megabytes="{megabytes}",
            most="{most}",
        ),
        "too_many_pixels": t(
            "The picture has {width} × {height} pixels, {megapixels} million; {most} million are the most. "
            "Make it smaller, or take a part of it.",
            width="{width}",
            height="{height}",
            megapixels="{megapixels}",
            most="{most}",
        ),
        "cut_short": t("The file ends in the middle of the picture. Copy or download it again, whole."),
        "broken": t("The file is damaged: it cannot be shown. Open it in a picture program and save it anew."),
        "unforeseen": t("The picture could not be used, and we did not expect that. Choose it again, or another one."),
        "no_picture": t("There was no picture in what you pasted or dropped. Copy a picture, or drop one file."),
        "first_frame": t("The file moves; we took its first picture."),
    }
