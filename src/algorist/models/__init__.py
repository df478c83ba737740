"""Language models: endpoints, reward servers, the embedded one and the simulated one."""

from algorist.models._caller import Caller
from algorist.models._endpoint import Endpoint
from algorist.models._local import Local, default_weights
from algorist.models._model import Capabilities, Model, model, models, resolve
from algorist.models._request import Message, Reply, Request, Sample, TokenInfo
from algorist.models._rewards import Rewards
from algorist.models._server import SimulatedServer
from algorist.models._simulated import Simulated

__all__ = [
    "Caller",
    "Capabilities",
    "Endpoint",
    "Local",
    "Message",
    "Model",
    "Reply",
    "Request",
    "Rewards",
    "Sample",
    "Simulated",
    "SimulatedServer",
    "TokenInfo",
    "default_weights",
    "model",
    "models",
    "resolve",
]
