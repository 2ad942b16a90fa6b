package dev.gossip.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HealthCheck;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;

/** The health check of the image, for running nodes and for processes that do not answer. */
@RequiresDocker
class HealthCheckIT {
  private static final String TOKEN_FILE = "/tmp/token";
  private static final List<String> COMMANDS =
      List.of(
          "node --control 127.0.0.1:8080",
          "node --control 0.0.0.0:8080 --control-token-file " + TOKEN_FILE,
          "node --control=0.0.0.0:8080 --control-token-file=" + TOKEN_FILE,
          "node --control 127.0.0.1:8081",
          "node --listen 0.0.0.0:5000");

  // At the same time: each waits for the first check of the Docker engine.
  @Test
  void runningNodesAreHealthy() {
    List<GenericContainer<?>> containers = COMMANDS.stream().map(HealthCheckIT::node).toList();
    try {
      Startables.deepStart(containers).join();

      assertThat(containers)
          .allSatisfy(
              node ->
                  assertThat(node.isHealthy())
                      .as(String.join(" ", node.getCommandParts()))
                      .isTrue());
    } finally {
      containers.forEach(GenericContainer::stop);
    }
  }

  private static GenericContainer<?> node(String command) {
    return container()
        .withCopyToContainer(Transferable.of("a-secret-of-this-test", 0644), TOKEN_FILE)
        .withCommand(command.split(" ", -1))
        .waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--control 127.0.0.1:8080", "--control=0.0.0.0:8080"})
  void nodeWhoseControlPortDoesNotAnswerIsUnhealthy(String option)
      throws IOException, InterruptedException {
    // A process with the arguments of a node that does nothing.
    String idle = "-c|echo idle; sleep 600; :|node|" + option.replace(' ', '|') + "|--json";
    try (GenericContainer<?> container = container()) {
      container
          .withCreateContainerCmdModifier(create -> create.withEntrypoint("/bin/sh"))
          .withCommand(idle.split("\\|", -1))
          .waitingFor(Wait.forLogMessage("idle\\n", 1))
          .start();

      // Run directly, since the Docker engine waits for three failures.
      assertThat(container.execInContainer(healthCheck(container)).getExitCode()).isNotZero();
    }
  }

  private static GenericContainer<?> container() {
    // The image is built locally, so it is in no registry.
    return new GenericContainer<>(GossipImage.ofClassPath()).withImagePullPolicy(name -> false);
  }

  /** The health check of the image, without the leading {@code CMD}. */
  private static String[] healthCheck(GenericContainer<?> container) {
    HealthCheck check = container.getContainerInfo().getConfig().getHealthcheck();
    List<String> test = Objects.requireNonNull(Objects.requireNonNull(check).getTest());
    assertThat(test).startsWith("CMD");
    return test.subList(1, test.size()).toArray(String[]::new);
  }
}
