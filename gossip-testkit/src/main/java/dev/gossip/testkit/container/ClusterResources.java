package dev.gossip.testkit.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * What a cluster has at its Docker engine: containers, and perhaps a network. All have the label of
 * the cluster, so that also those are found whose start failed half-way.
 */
final class ClusterResources {
  /** A network cannot be removed before its last container has left it, which takes a moment. */
  private static final int ATTEMPTS = 6;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /**
   * A container or a network.
   *
   * @param isNetwork whether it is a network
   * @param name for people
   * @param id for the engine
   */
  record Resource(boolean isNetwork, String name, String id) {
    @Override
    public String toString() {
      return (isNetwork ? "network " : "container ") + name;
    }

    private String removal() {
      return (isNetwork ? "docker network rm " : "docker rm -f -v ") + id;
    }
  }

  /** The engine, which may fail at any call. */
  interface Engine {
    /** What there is with the label of the cluster; containers come first. */
    List<Resource> list();

    void remove(Resource resource);
  }

  private final String filter;
  private final Engine engine;
  private final LongConsumer pauseNanos;

  /**
   * @param label of the cluster, as {@code name=value}
   * @param pauseNanos waits
   */
  ClusterResources(String label, Engine engine, LongConsumer pauseNanos) {
    this.filter = "--filter label=" + label;
    this.engine = engine;
    this.pauseNanos = pauseNanos;
  }

  /**
   * Removes everything, with repeated attempts.
   *
   * @throws IllegalStateException if something is left; it is named, with commands that remove it
   */
  void removeAll() {
    long pause = FIRST_PAUSE.toNanos();
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      if (remainder().isEmpty()) {
        return;
      }
      pauseNanos.accept(pause);
      pause *= 2;
    }
    String remainder = remainder();
    if (!remainder.isEmpty()) {
      throw new IllegalStateException(remainder);
    }
  }

  /** Tries to remove everything, and returns what is left and why; empty if nothing is. */
  private String remainder() {
    List<String> problems = new ArrayList<>();
    try {
      engine.list().forEach(resource -> remove(resource, problems));
      // An engine may accept a removal and not carry it out.
      List<Resource> left = engine.list();
      return left.isEmpty() ? "" : describe(left, problems);
    } catch (RuntimeException e) {
      return "the Docker engine does not say which containers and networks of the cluster are left ("
          + e.getMessage()
          + "); when it answers again, run: docker ps -aq "
          + filter
          + " | xargs -r docker rm -f -v; docker network prune -f "
          + filter;
    }
  }

  private void remove(Resource resource, List<String> problems) {
    try {
      engine.remove(resource);
    } catch (RuntimeException e) {
      problems.add(resource + ": " + e.getMessage());
    }
  }

  private static String describe(List<Resource> left, List<String> problems) {
    return left.stream().map(Resource::toString).collect(Collectors.joining(", "))
        + " could not be removed"
        + (problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")")
        + "; run: "
        + left.stream().map(Resource::removal).collect(Collectors.joining("; "));
  }
}
