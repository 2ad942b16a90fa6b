package dev.gossip.core.engine;

import dev.gossip.api.AuthorId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.ClockWarnings;
import dev.gossip.core.engine.peer.DiscoveryHosts;
import dev.gossip.core.engine.peer.HelloExchange;
import dev.gossip.core.engine.peer.LinkedNodes;
import dev.gossip.core.engine.peer.MembershipHost;
import dev.gossip.core.engine.peer.PeerManager;
import dev.gossip.core.engine.peer.PeerParts;
import dev.gossip.core.engine.peer.PeerTable;
import dev.gossip.core.engine.peer.TransportHost;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.relay.EmbargoedDeliveries;
import dev.gossip.core.engine.relay.Publisher;
import dev.gossip.core.engine.relay.RelayHost;
import dev.gossip.core.engine.relay.RelayParts;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.spam.SavedRecords;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.ChannelTable;
import dev.gossip.core.engine.spec.NodeKey;
import dev.gossip.core.engine.spec.NodeSpec;
import dev.gossip.core.engine.spec.SigningPolicy;
import dev.gossip.core.engine.verify.IntakeParts;
import dev.gossip.core.engine.verify.MessageChecks;
import dev.gossip.core.engine.verify.MessageIntake;
import dev.gossip.core.engine.verify.NodeSigningContext;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageComposer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds the parts of a node in order, each from those before it. The only exception: the transport
 * exists before {@link PeerManager}, to which it reports; see {@link TransportHost}.
 */
final class NodeAssembly {
  final NodeServices services;
  final Transport transport;
  final PeerManager peers;
  final MessageEngine engine;
  final SpamControls spam;
  final MessageComposer composer;
  final int maxHelloBytes;
  final AuthorId author;
  final KnownAddresses addresses;
  // Empty if the state is not kept.
  final Optional<StateSaver<SavedAddresses>> addressSaver;
  final Optional<StateSaver<SavedRecords>> recordSaver;

  NodeAssembly(
      NodeSpec spec,
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      RestartState kept,
      Consumer<NodeEvent> events) {
    services =
        new NodeServices(
            spec, identity(spec, kept.key(), randomStreams), runtime, randomStreams, wire, events);
    TransportHost transportHost = new TransportHost(services);
    transport = transportHost.transport();
    MessageSigning signing = createSigning();
    author = author(spec, signing);
    ChannelTable channels = spec.channels();
    LinkedNodes nodes = new LinkedNodes();
    PeerTable peerTable = new PeerTable(services, nodes);
    spam = new SpamControls(services, nodes::addressOf, kept.records().load());
    MessageHistory history = new MessageHistory(services, spec.limits(), kept.seenLog());
    EmbargoedDeliveries embargoed = new EmbargoedDeliveries(spec.limits().storeMessages());
    LargeMessages large = new LargeMessages(services, history, spam, embargoed::contains);
    RelayHost relay =
        new RelayHost(
            services, new RelayParts(peerTable, history, embargoed, spam, channels, large));
    ClockWarnings clocks = new ClockWarnings(services, spec.limits().clockSkewMillis());
    MessageIntake intake =
        new MessageIntake(services, intakeParts(spec, signing, history, clocks), relay);
    Publisher publisher =
        new Publisher(services, signing, !author.isNone(), history, peerTable, relay);
    addresses = createBook(spec, runtime, randomStreams, kept);
    int membershipChannel = channels.relayChannels();
    MembershipHost membership =
        new MembershipHost(
            new MembershipHost.Parts(services, peerTable, nodes, addresses, spam),
            membershipChannel);
    DiscoveryHosts discovery =
        new DiscoveryHosts(
            new DiscoveryHosts.Parts(services, nodes, addresses, spec.addresses().seeds()),
            membershipChannel + 1);
    PluginChannels owners = new PluginChannels(channels, relay, membership, discovery);
    engine =
        new MessageEngine(
            services,
            new MessageEngine.Parts(
                peerTable, spam, clocks, history, intake, relay, publisher, owners, large));
    HelloExchange hello = hello(spec, channels);
    maxHelloBytes = hello.maxFrameBytes();
    Optional<PeerAddress> advertise = spec.addresses().advertise();
    PeerParts peerParts =
        new PeerParts(transport, hello, nodes, spam, membership, discovery, addresses, advertise);
    peers = new PeerManager(services, peerParts, engine);
    transportHost.connect(peers);
    addressSaver = addressSaver(kept);
    recordSaver = recordSaver(kept);
    composer = createComposer(spec, randomStreams);
  }

  private Optional<StateSaver<SavedAddresses>> addressSaver(RestartState kept) {
    return kept.addresses().equals(AddressStore.NONE)
        ? Optional.empty()
        : Optional.of(
            new StateSaver<>(
                services,
                new StateSaver.Kept<>(kept.addresses(), SavedAddresses.NONE),
                StateSaver.ADDRESSES,
                () -> addresses.toSave(peers.outboundAddresses())));
  }

  private Optional<StateSaver<SavedRecords>> recordSaver(RestartState kept) {
    return kept.records().equals(PeerRecordStore.NONE)
        ? Optional.empty()
        : Optional.of(
            new StateSaver<>(
                services,
                new StateSaver.Kept<>(kept.records(), SavedRecords.NONE),
                StateSaver.RECORDS,
                spam::toSave));
  }

  /**
   * A key is used only with a transport that proves ids: others show the id's bytes to everybody.
   */
  private static LocalIdentity identity(
      NodeSpec spec, Optional<NodeKey> kept, RandomStreams randomStreams) {
    Optional<NodeIdentities> identities = spec.plugins().identities();
    if (identities.isEmpty()) {
      byte[] id = new byte[32];
      randomStreams.stream("identity").nextBytes(id);
      return LocalIdentity.claimed(new PeerId(id));
    }
    NodeKey key = kept.orElseGet(() -> NodeKey.generate(randomStreams.stream("identity")));
    PeerId id =
        PluginFailure.guard(
            spec.plugins().transport().id(), "idOf", () -> identities.get().idOf(key.secret()));
    return LocalIdentity.proven(id, key.secret());
  }

  private static KnownAddresses createBook(
      NodeSpec spec, NodeRuntime runtime, RandomStreams randomStreams, RestartState kept) {
    return new KnownAddresses(
        spec.limits().knownAddresses(), runtime, randomStreams, kept.addresses().load());
  }

  private MessageComposer createComposer(NodeSpec spec, RandomStreams randomStreams) {
    return new MessageComposer(
        author, spec.network(), spec.limits().lifetimeMillis(), randomStreams);
  }

  private MessageSigning createSigning() {
    int maxMessageBytes = Frames.maxMessageBytes(transport.datagramFrameBytes());
    NodeSigningContext context = new NodeSigningContext(services, maxMessageBytes);
    return PluginFailure.guard(
        services.plugins().signing().id(),
        "create",
        () -> services.plugins().signing().factory().create(context));
  }

  private static AuthorId author(NodeSpec spec, MessageSigning signing) {
    return spec.policy() == SigningPolicy.OFF
        ? AuthorId.NONE
        : PluginFailure.guard(spec.plugins().signing().id(), "author", signing::author);
  }

  private IntakeParts intakeParts(
      NodeSpec spec, MessageSigning signing, MessageHistory history, ClockWarnings clocks) {
    MessageChecks checks =
        new MessageChecks(signing, spec.plugins().signing().id(), spec.validators());
    return new IntakeParts(spec.policy(), !author.isNone(), checks, spam, history, clocks);
  }

  private static HelloExchange hello(NodeSpec spec, ChannelTable channels) {
    String signing =
        spec.policy() == SigningPolicy.OFF
            ? HelloExchange.SIGNING_NONE
            : spec.plugins().signing().id();
    return new HelloExchange(spec.network(), channels, signing);
  }
}
