package dev.gossip.testkit.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.gossip.testkit.container.ClusterResources.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.apiguardian.api.API;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/**
 * The Docker engine, as far as it holds containers and a network of one cluster. For {@code
 * GossipCluster} only, which is in another package.
 */
@API(status = API.Status.INTERNAL)
public final class ClusterEngine {
  private static final String LABEL = "dev.gossip.cluster";

  private final String value = UUID.randomUUID().toString();

  /**
   * Starts containers in parallel.
   *
   * @throws java.util.concurrent.CompletionException if one does not start
   */
  public static void startAll(List<GossipContainer> containers) {
    Startables.deepStart(containers).join();
  }

  /** The label of the containers, and of the network. */
  public Map<String, String> labels() {
    return Map.of(LABEL, value);
  }

  /** A network that the engine creates when the first container needs it. */
  public Network newNetwork() {
    return Network.builder()
        .createNetworkCmdModifier(command -> command.withLabels(labels()))
        .build();
  }

  /**
   * Closes the containers and the network, and removes what Testcontainers leaves of them.
   *
   * @param network of the cluster; empty if others use it
   * @throws IllegalStateException if something is left; it is named, with commands that remove it
   */
  public void close(List<GossipContainer> containers, Optional<Network> network) {
    CompletableFuture<?> closed =
        CompletableFuture.allOf(
            containers.stream()
                .map(container -> CompletableFuture.runAsync(container::close))
                .toArray(CompletableFuture<?>[]::new));
    ClusterResources all =
        new ClusterResources(LABEL + "=" + value, new Labelled(), LockSupport::parkNanos);
    try {
      // On other threads: the thread of a test that takes too long is interrupted.
      closed
          .handleAsync(
              (unused, failure) -> {
                // Whatever failed: what counts is what the engine has afterwards.
                network.ifPresent(Network::close);
                return failure;
              })
          .handleAsync(
              (unused, failure) -> {
                all.removeAll();
                return failure;
              })
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IllegalStateException left
          ? new IllegalStateException(left.getMessage(), left)
          : e;
    }
  }

  /** What the engine has with the label of this cluster. */
  private final class Labelled implements ClusterResources.Engine {
    @Override
    public List<Resource> list() {
      List<Resource> found = new ArrayList<>();
      List<String> filter = List.of(LABEL + "=" + value);
      DockerClient docker = DockerClientFactory.lazyClient();
      docker
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(labels())
          .exec()
          .forEach(each -> found.add(new Resource(false, nameOf(each), each.getId())));
      docker
          .listNetworksCmd()
          .withFilter("label", filter)
          .exec()
          .forEach(each -> found.add(new Resource(true, each.getName(), each.getId())));
      return found;
    }

    @Override
    public void remove(Resource resource) {
      DockerClient docker = DockerClientFactory.lazyClient();
      try {
        if (resource.isNetwork()) {
          disconnectGone(docker, resource.id());
          docker.removeNetworkCmd(resource.id()).exec();
        } else {
          docker.removeContainerCmd(resource.id()).withForce(true).withRemoveVolumes(true).exec();
        }
      } catch (NotFoundException e) {
        // Gone already, which is what matters.
      }
    }
  }

  /**
   * Disconnects the containers that are gone: when many are removed at once, an engine may keep the
   * end point of one of them, and then does not remove the network.
   */
  private static void disconnectGone(DockerClient docker, String network) {
    docker
        .inspectNetworkCmd()
        .withNetworkId(network)
        .exec()
        .getContainers()
        .forEach(
            (id, container) -> {
              if (isGone(docker, id)) {
                docker
                    .disconnectFromNetworkCmd()
                    .withNetworkId(network)
                    .withContainerId(container.getName())
                    .withForce(true)
                    .exec();
              }
            });
  }

  private static boolean isGone(DockerClient docker, String container) {
    try {
      docker.inspectContainerCmd(container).exec();
      return false;
    } catch (NotFoundException e) {
      return true;
    }
  }

  private static String nameOf(Container container) {
    return container.getNames() == null
        ? container.getId()
        : String.join(" ", Arrays.asList(container.getNames())).replace("/", "");
  }
}
