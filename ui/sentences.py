"""One sentence for each error code: what happened, and the way out.

Params come in as text, already formatted. A key "code.value" is the sentence for that code when its `reason` (or the
number of images that would fit) has that value; "code" alone is the sentence for all the rest.
"""

from ui.i18n import mark

SENTENCES = {
    "error": mark("This cannot be done."),
    "invalid_spec": mark("“{field}” does not accept {received}. Take another value."),
    # networks
    "shape": mark("{layer} cannot take what reaches it. Change this layer or the one before it."),
    "needs_image": mark(
        "{layer} slides over an image, but a vector of {features} numbers reaches it. "
        "Move it before the flatten, or take the flatten out."
    ),
    "needs_vector": mark(
        "{layer} needs a vector, but maps of {received} reach it. Put a flatten before it: {arithmetic}."
    ),
    "kernel_too_large": mark(
        "The kernel of {layer} covers {extent} px, but there are only {room} px of {axis} ({arithmetic}). "
        "A kernel of {fitting_kernel} fits, or a padding of {fitting_padding}."
    ),
    "pool_padding": mark(
        "The padding of {layer} is {padding}, more than half its kernel of {kernel}: some windows would see nothing "
        "but padding. A padding of {fitting_padding} fits."
    ),
    "same_padding_stride": mark(
        "The padding “same” of {layer} keeps the size, which a stride of {stride} cannot do. "
        "Take stride 1, or a padding of {fitting_padding}."
    ),
    "groups": mark(
        "{layer} cannot split {in_channels} channels into {out_channels} in {groups} equal groups. "
        "These numbers of groups work: {fitting}."
    ),
    "reflect_too_large": mark(
        "{layer} cannot mirror {padding} px: that needs more than {padding} px of {axis}, and {size} reach it. "
        "A padding of up to {fitting_padding} px works, or another kind of padding."
    ),
    "join": mark(
        "The branches of {layer} give {received}: these cannot be joined. "
        "Give them the same size, or choose another shortcut or join."
    ),
    "output_padding": mark(
        "The output padding of {layer} is {output_padding} px, too much for a stride of {stride} and a dilation of "
        "{dilation}: it must be smaller than one of them. Take at most {fitting_padding}."
    ),
    "nothing_left": mark(
        "The padding of {layer} is {padding} px and cuts its whole output away ({axis}: {arithmetic}). "
        "A padding of up to {fitting_padding} px leaves some of it."
    ),
    "side_too_large": mark(
        "{layer} would give maps with {side} px of {axis}: {arithmetic}. A map can have {limit} at most. "
        "Enlarge less, or make the maps smaller before it."
    ),
    "norm_groups": mark(
        "{layer} cannot split {channels} channels into {groups} equal groups. These numbers of groups work: {fitting}."
    ),
    "single_value": mark(
        "{layer} would take each mean and variance over a single value ({received} reaches it), and its result would "
        "always be 0. Let it normalise more values together, put it where the maps are larger, or take it out."
    ),
    "one_value": mark(
        "A single value has no variance, so there is nothing to normalise. "
        "Take a larger picture, more samples, or the remembered mean and variance."
    ),
    "output_shape": mark(
        "The network ends in maps of {received} at {layer}, but it has to give one number for each class. "
        "Add a flatten and a linear layer at the end."
    ),
    "class_count": mark(
        "The network gives {received} numbers at {layer}, but the data has {expected} classes: "
        "it has to give one number for each."
    ),
    "text_too_long": mark(
        "This is too long for a network: at most {limit} characters are read. Take a text that holds a single one."
    ),
    "text_too_deep": mark("More than {limit} brackets stand inside one another here. Put fewer blocks into blocks."),
    "not_json": mark("This cannot be read from line {line}, column {column} on. Take a text that was saved here."),
    "repeated_key": mark("“{key}” stands there twice in the same place. Take one of them out."),
    "too_many_names": mark(
        "{received} names stand in one place, and nothing here has more than {limit}. Take some out."
    ),
    "number_too_large": mark("{received} is no number that a layer could use. Take a smaller one."),
    "too_many_parameters": mark(
        "This network would have {parameters} parameters; here {limit} are allowed. Most are in {layer}: {arithmetic}. "
        "Give that layer fewer channels or features, or make the image smaller before it with a pooling."
    ),
    "too_much_memory": mark(
        "A training step with {batch_size} images at a time would need {bytes}; here {limit} are allowed. "
        "Take at most {fitting_batch_size} images at a time, or fewer channels in {layer}."
    ),
    "too_much_memory.0": mark(
        "A training step would need {bytes} even with one image at a time; here {limit} are allowed. "
        "Give {layer} fewer channels, or put a pooling before it."
    ),
    "too_much_work": mark(
        "A training step with {batch_size} images at a time would take {multiply_adds} multiply-adds; here {limit} are "
        "allowed. Take at most {fitting_batch_size} images at a time, or fewer channels in {layer}."
    ),
    "too_much_work.0": mark(
        "A single image would take {multiply_adds} multiply-adds, more than a training step may take here ({limit}). "
        "Give {layer} fewer channels, or put a pooling before it."
    ),
    "weights": mark(
        "The file of weights {file} is damaged or belongs to another network. "
        "Take the one that was saved from this one."
    ),
    # networks brought back
    "source_too_long": mark("The text has {received} characters; here {limit} are read. Paste the network alone."),
    "source_syntax": mark("Line {line} is not Python: {received}. Mend it there, or paste the network again."),
    "source_statement": mark(
        "Line {line} is not part of a network: {received}. Paste one nn.Sequential(…) alone; imports may stay."
    ),
    "source_statement.missing": mark("There is no network in this text. Paste one nn.Sequential(…) as it stands."),
    "source_layer": mark("Line {line}: {received} cannot be read here. These can: {known}."),
    "source_argument": mark(
        "Line {line}: {field} of {layer} does not accept {received}. What would be taken: {expected}."
    ),
    "source_channels": mark(
        "Line {line}: {layer} counts on {argument} = {received}, but {expected} reach it. "
        "Mend the number, or choose the image that the network was made for."
    ),
    "no_network_in_file": mark(
        "The file {file} does not say which network its weights belong to ({received}). Take one that was saved here."
    ),
    "onnx_too_slow": mark(
        "Writing this network as ONNX takes longer than {seconds} seconds: it has too many layers for it. "
        "Take it away as PyTorch or Keras code."
    ),
    "damaged_network_link": mark(
        "This link holds no network: it was cut, changed, or made by a newer version. Ask for it again, whole."
    ),
    "network_link_too_long": mark(
        "This network needs {characters} characters, too many for a link ({limit}). Share it as a file."
    ),
    "unknown_model": mark("There is no ready-made model called {received}. There are: {known}."),
    # data
    "dataset_mismatch": mark(
        "This network takes images of {shape} and gives {classes} answers, but the data has images of "
        "{expected_shape} and {expected_classes} classes. Choose the network again: it is then built for this data."
    ),
    "dataset_missing": mark(
        "The files of {dataset} are not on this computer. Choose data that comes with the laboratory, "
        "or have {dataset} downloaded."
    ),
    "dataset_corrupt": mark(
        "The file {file} of {dataset} is damaged: its checksum is not the published one. Nothing was trained on it. "
        "Have it downloaded again, or choose other data."
    ),
    "dataset_download": mark(
        "{dataset} could not be downloaded. Try again later, or choose data that comes with the laboratory."
    ),
    "dataset_download.no_network": mark(
        "{dataset} could not be downloaded: there is no way to the internet from here. "
        "Choose data that comes with the laboratory, or try again with a network."
    ),
    "dataset_download.refused": mark(
        "{dataset} could not be downloaded: the server that holds it refused. "
        "Try again later, or choose data that comes with the laboratory."
    ),
    "dataset_download.wrong_checksum": mark(
        "What arrived of {dataset} is not the published file, so it was thrown away. "
        "Try again, or choose data that comes with the laboratory."
    ),
    "dataset_download.disk": mark(
        "{dataset} could not be saved: there is no space left. Free some space, or choose data that comes with the "
        "laboratory."
    ),
    "empty_drawing": mark("The paper is empty. Draw a digit."),
    "drawing_shape": mark("This drawing cannot be read. Clear it and draw again."),
    "drawing_not_accepted": mark(
        "This network learnt from {dataset}, so a drawn digit means nothing to it. "
        "Ask a network that was trained on digits."
    ),
    # training
    "diverged": mark(
        "The training diverged at step {step}: the loss went from {first_loss} to {loss}. "
        "A learning rate ten times smaller usually helps."
    ),
    "state_mismatch": mark(
        "The saved state does not belong to this network, so the training cannot go on from it. Start it again."
    ),
    "training_crashed": mark(
        "The training stopped by a mistake of ours ({reason}). What it had learnt until then is saved; "
        "go on from there, or start it again."
    ),
    "out_of_memory": mark(
        "There was not enough memory left for a step; other trainings use the same {device}. What it had learnt is "
        "saved: wait until one of them has ended and go on from there, or take fewer images at a time."
    ),
    "worker_died": mark(
        "The process that trained was ended from outside, twice, perhaps for lack of memory. "
        "What it had learnt is saved: go on from there, or take fewer images at a time."
    ),
    "runner_died": mark(
        "The program that trains was ended more than once while this run was going on. "
        "What it had learnt is saved: go on from there."
    ),
    "checkpoint_invalid": mark(
        "The saved state {file} cannot be read, so this training cannot go on from it. Start it again."
    ),
    "unknown_run": mark("There is no such training any more. Choose another, or start one."),
    "unknown_command": mark("A training does not understand this: {word} {value}. Nothing was changed."),
    "too_many_commands": mark("This training has not heard your last {limit} instructions yet. Wait a moment."),
    "not_resumable": mark("This training cannot go on ({state}). Start it again, with other settings if it failed."),
    "quota_exceeded": mark("You already have {limit} trainings waiting or running. Stop one, or wait until one ends."),
    "queue_full": mark("The queue is full: {limit} trainings are waiting. Try again in a few minutes."),
    # keeping
    "unknown_network": mark("This network is not kept any more. Choose another."),
    "too_many_networks": mark("You keep {limit} networks already. Delete one that you no longer need."),
    "network_too_large": mark(
        "This network is too long to be kept: at most {limit} characters. Repeat layers with a block instead."
    ),
    "storage_full": mark(
        "There is no space left to save anything new. What was saved before is safe. "
        "Whoever runs this computer has to free some space; then try again."
    ),
    "storage_unavailable": mark(
        "The place where your work is kept does not answer just now. Nothing is lost; try again in a moment."
    ),
    "database_too_new": mark(
        "Your work was saved by a newer version of Convolab ({found}); this one knows {known}. "
        "Start the newer version again."
    ),
}
