"""What runs all the time: the load balancer, the web service, the worker."""

from aws_cdk import Stack
from constructs import Construct

from parts import backlog, scaling, tasks
from parts.balancer import Balancer
from parts.services import Beneath, log_of, service, web_task, worker_task
from stacks.network import Network


class Compute(Stack):
    """
    Both services, each with its own roles, log and scaling.

    A worker asks for no protection from being scaled in: told to stop it finishes what it runs, hands back what takes
    longer than half a minute, and every job is safe to run twice.
    """

    def __init__(self, scope: Construct, beneath: Beneath, network: Network) -> None:
        environment = beneath.environment
        super().__init__(scope, environment.called("compute"), env=environment.place)
        tag = tasks.tag_parameter(self).value_as_string
        self.balancer = Balancer(self, environment, network, beneath.data.files.access_logs)
        self.web = service(self, "web", web_task(self, beneath, tag), beneath, network.web)
        self.balancer.group.add_target(self.web)
        scaling.scale_web(self.web, environment.web, self.balancer.group)
        log = log_of(self, "worker")
        task = worker_task(self, beneath, tag, log)
        self.worker = service(self, "worker", task, beneath, network.worker)
        backlog.read_from(self, log, environment)
        scaling.scale_worker(self, self.worker, environment)
