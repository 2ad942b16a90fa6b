package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.SimplePlugin;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What spam controls remember after a restart of their node. */
@Timeout(30)
class KeptRecordsTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final ByteString RECORD = ByteString.copyFromUtf8("ten points");
  private static final PeerId STRANGER = new PeerId(new byte[32]);

  private final MemoryNetwork network = new MemoryNetwork(41);
  private final Recorded store = new Recorded();
  private @Nullable SpamContext context;

  /** Keeps what was saved. */
  private static final class Recorded implements PeerRecordStore {
    final List<SavedRecords> saved = new ArrayList<>();
    @Nullable String failure;

    @Override
    public SavedRecords load() {
      return saved.isEmpty() ? SavedRecords.NONE : saved.get(saved.size() - 1);
    }

    @Override
    public void save(SavedRecords records) throws IOException {
      if (failure != null) {
        throw new IOException(failure);
      }
      saved.add(records);
    }
  }

  /** Remembers each peer that goes down. */
  private GossipPlugin control(String name) {
    return new SimplePlugin<>(
        "spam." + name,
        SpamControl.Factory.class,
        created -> {
          context = created;
          return new SpamControl() {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return true;
            }

            @Override
            public void onPeerDown(Peer peer) {
              created.records().put(peer.id(), RECORD);
            }
          };
        });
  }

  private MemoryNode start(String control) {
    network.recordStores.put(1, store);
    MemoryNode node = network.start(1, Map.of(), List.of(control(control)));
    network.recordStores.clear();
    return node;
  }

  private PeerRecords records() {
    return Objects.requireNonNull(context).records();
  }

  @Test
  void changedRecordsAreSavedEachMinute() {
    network.provesIds = true;
    start("one");
    network.runFor(A_MINUTE.plus(A_WHILE));
    assertThat(store.saved).as("there is nothing to save").isEmpty();

    records().put(STRANGER, RECORD);
    network.runFor(A_MINUTE);
    assertThat(store.load().of("spam.one")).containsExactly(Map.entry(STRANGER, RECORD));
    network.runFor(A_MINUTE.multipliedBy(5));
    assertThat(store.saved).as("nothing has changed").hasSize(1);

    records().remove(STRANGER);
    network.runFor(A_MINUTE);
    assertThat(store.load().of("spam.one")).isEmpty();
  }

  @Test
  void nodeThatStopsSavesWhatItsControlsRememberOfItsPeers() {
    network.provesIds = true;
    MemoryNode one = start("one");
    MemoryNode two = network.start(2, 1);
    network.runFor(A_WHILE);
    one.node.close();

    assertThat(store.load().of("spam.one")).containsExactly(Map.entry(two.id(), RECORD));
  }

  @Test
  void restartedControlHasItsOwnRecordsInTheirOrder() {
    network.provesIds = true;
    start("one");
    List<PeerId> ids = new ArrayList<>();
    for (byte i = 9; i > 0; i--) {
      byte[] id = new byte[32];
      id[0] = i;
      ids.add(new PeerId(id));
      records().put(new PeerId(id), RECORD);
    }
    network.node(1).node.close();
    start("two");
    assertThat(records().get(ids.get(0))).isEmpty();
    network.node(1).node.close();
    assertThat(store.load().of("spam.one")).as("that are not in use").hasSize(9);

    start("one");
    assertThat(records().get(ids.get(0))).contains(RECORD);
    network.node(1).node.close();
    assertThat(store.load().of("spam.one").keySet()).containsExactlyElementsOf(ids);
  }

  @Test
  void recordsOfNodesThatDoNotProveTheirIdsAreNotKept() {
    network.provesIds = true;
    start("one");
    records().put(STRANGER, RECORD);
    network.node(1).node.close();
    network.provesIds = false;
    start("one");
    assertThat(records().get(STRANGER)).isEmpty();

    records().put(STRANGER, ByteString.copyFromUtf8("another"));
    network.node(1).node.close();
    assertThat(store.saved).hasSize(1);
  }

  @Test
  void failureIsReportedOnceWithItsRemedy() {
    network.provesIds = true;
    MemoryNode one = start("one");
    records().put(STRANGER, RECORD);
    store.failure = "disk full";
    network.runFor(A_MINUTE.multipliedBy(5));

    assertThat(one.eventsOf(NodeEvent.Warning.class))
        .filteredOn(warning -> warning.what().contains("spam control"))
        .containsExactly(
            new NodeEvent.Warning(
                "what spam control remembers of peers cannot be saved: disk full",
                "correct that, or peers that are discouraged are accepted after the next start"));
  }
}
