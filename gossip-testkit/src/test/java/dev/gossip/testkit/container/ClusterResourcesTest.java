package dev.gossip.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.testkit.container.ClusterResources.Engine;
import dev.gossip.testkit.container.ClusterResources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a cluster at an engine that fails. */
class ClusterResourcesTest {
  private static final Resource NODE = new Resource(false, "node-0", "c0ffee");
  private static final Resource NETWORK = new Resource(true, "bridge-7", "bad7");

  private final FailingEngine engine = new FailingEngine();
  private final List<Long> pausesMillis = new ArrayList<>();
  private final ClusterResources resources =
      new ClusterResources(
          "cluster=7", engine, nanos -> pausesMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos)));

  /** An engine that refuses its first calls. */
  private static final class FailingEngine implements Engine {
    private final List<Resource> resources = new ArrayList<>(List.of(NODE, NETWORK));
    private int refusedLists;
    private int refusedNetworks;
    private int forgottenContainers;

    @Override
    public List<Resource> list() {
      if (refusedLists-- > 0) {
        throw new IllegalStateException("connection refused");
      }
      return List.copyOf(resources);
    }

    @Override
    public void remove(Resource resource) {
      if (resource.isNetwork() && refusedNetworks-- > 0) {
        throw new IllegalStateException("it has active endpoints");
      }
      if (!resource.isNetwork() && forgottenContainers-- > 0) {
        return;
      }
      resources.remove(resource);
    }
  }

  @Test
  void removalThatSucceedsIsNotRepeated() {
    resources.removeAll();

    assertThat(engine.resources).isEmpty();
    assertThat(pausesMillis).isEmpty();
  }

  @Test
  void failedRemovalIsRepeatedAfterLongerAndLongerPauses() {
    engine.refusedNetworks = 3;

    resources.removeAll();

    assertThat(engine.resources).isEmpty();
    assertThat(pausesMillis).containsExactly(250L, 500L, 1000L);
  }

  @Test
  void removalThatIsAcceptedButNotCarriedOutIsRepeated() {
    engine.forgottenContainers = 2;

    resources.removeAll();

    assertThat(engine.resources).isEmpty();
    assertThat(pausesMillis).hasSize(2);
  }

  @Test
  void engineThatDoesNotAnswerAtFirstIsAskedAgain() {
    engine.refusedLists = 2;

    resources.removeAll();

    assertThat(engine.resources).isEmpty();
  }

  @Test
  void leftNetworkIsNamedWithTheCommandThatRemovesIt() {
    engine.refusedNetworks = Integer.MAX_VALUE;

    assertThatThrownBy(resources::removeAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "network bridge-7 could not be removed (network bridge-7: it has active endpoints);"
                + " run: docker network rm bad7");
    assertThat(engine.resources).containsExactly(NETWORK);
  }

  @Test
  void engineThatNeverAnswersIsReportedWithTheCommandsForLater() {
    engine.refusedLists = Integer.MAX_VALUE;

    assertThatThrownBy(resources::removeAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the Docker engine does not say which containers and networks of the cluster are left"
                + " (connection refused); when it answers again, run: docker ps -aq --filter"
                + " label=cluster=7 | xargs -r docker rm -f -v; docker network prune -f --filter"
                + " label=cluster=7");
  }
}
