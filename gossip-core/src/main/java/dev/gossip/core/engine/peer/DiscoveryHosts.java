package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The discoveries of a node. */
public final class DiscoveryHosts {

  /** What the contexts of discoveries show. */
  public record Parts(
      NodeServices services,
      LinkedNodes nodes,
      KnownAddresses addresses,
      List<PeerAddress> seeds) {}

  private final List<Member> members;

  /**
   * Creates the discoveries.
   *
   * @param firstChannel the number of the first one's control channel; those of the others follow
   */
  public DiscoveryHosts(Parts parts, int firstChannel) {
    NodeServices services = parts.services();
    List<Member> created = new ArrayList<>();
    for (Chosen<PeerDiscovery.Factory> chosen : services.plugins().discovery()) {
      Journal journal = new Journal(chosen.id());
      int channel = firstChannel + created.size();
      EngineDiscoveryContext context =
          new EngineDiscoveryContext(
              parts, journal, new PluginControl(services, parts.nodes(), channel));
      List<PeerDiscovery> one = new ArrayList<>(1);
      journal.run(
          "create",
          () -> one.add(requireNonNull(chosen.factory().create(context), "it returned null")));
      context.start();
      created.add(new Member(journal, one.get(0), channel));
    }
    this.members = List.copyOf(created);
  }

  void start() {
    notifyAll("start", PeerDiscovery::start);
  }

  void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    notifyAll("onDialOutcome", discovery -> discovery.onDialOutcome(address, outcome));
  }

  void onNodeUp(PeerState node) {
    for (Member member : members) {
      if (node.hasChannel(member.channel)) {
        member.journal.run("onNodeUp", () -> member.discovery.onNodeUp(node.id(), node.address));
      }
    }
  }

  void onNodeDown(PeerState node) {
    for (Member member : members) {
      if (node.hasChannel(member.channel)) {
        member.journal.run("onNodeDown", () -> member.discovery.onNodeDown(node.id()));
      }
    }
  }

  /** A control frame of the counterpart of one discovery arrived. */
  public void onControl(int index, PeerId from, ByteString body)
      throws InvalidProtocolBufferException {
    Member member = members.get(index);
    member.journal.read("onControl", () -> member.discovery.onControl(from, body));
  }

  private void notifyAll(String where, Consumer<PeerDiscovery> callback) {
    for (Member member : members) {
      member.journal.run(where, () -> callback.accept(member.discovery));
    }
  }

  private record Member(Journal journal, PeerDiscovery discovery, int channel) {}
}
