"""What can go wrong between a request for a training and its end."""

from cnn_core.errors import CnnCoreError


class UnknownRunError(CnnCoreError):
    """No run has this id."""

    code = "unknown_run"
    template = "expected the id of a run; received {run_id}"


class QuotaExceededError(CnnCoreError):
    """One workspace asked for more trainings at a time than it may."""

    code = "quota_exceeded"
    template = "expected at most {limit} trainings waiting or running; received one more"


class QueueFullError(CnnCoreError):
    """Everybody together asked for more trainings than the queue holds."""

    code = "queue_full"
    template = "expected a queue of at most {limit} trainings; received one more"


class UnknownCommandError(CnnCoreError):
    """A control word that no run understands, or a value that does not belong to it."""

    code = "unknown_command"
    template = "expected a control word (pause, resume, step, stop, set_learning_rate with a value in (0, 1000]); received {word} {value}"  # noqa: E501


class TooManyCommandsError(CnnCoreError):
    """More control words than a run has been able to hear."""

    code = "too_many_commands"
    template = "expected at most {limit} control words on their way to one training; received one more"


class NotResumableError(CnnCoreError):
    """Only a run that failed, and whose arithmetic did not itself fail, can go on."""

    code = "not_resumable"
    template = "expected a failed run that can go on; received one that is {state} ({reason})"


class StorageFullError(CnnCoreError):
    """The disk under the store is full. What was saved before is still there."""

    code = "storage_full"
    template = "expected free space for the store; received a full disk"


class StorageUnavailableError(CnnCoreError):
    """The database does not answer (locked for too long, server gone)."""

    code = "storage_unavailable"
    template = "expected an answer from the database; received: {reason}"


class DatabaseTooNewError(CnnCoreError):
    """The database was written by a later version of the program."""

    code = "database_too_new"
    template = "expected a database of revision {known} or older; received revision {found} of a later version"


class CheckpointError(CnnCoreError):
    """A checkpoint cannot be read: cut off, changed, or of another network."""

    code = "checkpoint_invalid"
    template = "expected a whole checkpoint; received {file}: {reason}"


class TrainingCrashedError(CnnCoreError):
    """The training stopped by a mistake of ours; `reason` is for the log and the report."""

    code = "training_crashed"
    template = "expected the training to go on; received {reason}"


class OutOfMemoryError(CnnCoreError):
    """A step needed more memory than was free, although it fitted on paper: others use the same GPU or machine."""

    code = "out_of_memory"
    template = "expected room for a training step; received none left on the {device}"


class WorkerDiedError(CnnCoreError):
    """The process of a run was ended from outside (twice), for example because memory ran out."""

    code = "worker_died"
    template = "expected a living process; received its end ({reason}) in attempt {attempt}"


class RunnerDiedError(CnnCoreError):
    """The program that carries out the trainings was ended abruptly, more than once, during this run."""

    code = "runner_died"
    template = "expected the runner to renew its lease; received nothing for too long in attempt {attempt}"


class UnknownNetworkError(CnnCoreError):
    """No network of this learner's has this id."""

    code = "unknown_network"
    template = "expected the id of a kept network; received {network_id}"


class TooManyNetworksError(CnnCoreError):
    """One workspace keeps as many networks as it may."""

    code = "too_many_networks"
    template = "expected at most {limit} kept networks; received one more"


class NetworkTooLargeError(CnnCoreError):
    """A network's text is longer than any that can be read again."""

    code = "network_too_large"
    template = "expected a network of at most {limit} characters; received {length}"
