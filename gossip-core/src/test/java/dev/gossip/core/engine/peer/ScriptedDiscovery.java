package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.engine.network.SimplePlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records its callbacks; a timer does what the test says. */
final class ScriptedDiscovery implements PeerDiscovery {
  final String name;
  final List<String> calls = new ArrayList<>();
  @Nullable DiscoveryContext context;
  Consumer<DiscoveryContext> onCreate = context -> {};
  Consumer<DiscoveryContext> onNodeUp = context -> {};
  Consumer<DiscoveryContext> action = context -> {};

  ScriptedDiscovery(String name) {
    this.name = name;
  }

  GossipPlugin plugin() {
    return new SimplePlugin<>(
        "discovery." + name,
        PeerDiscovery.Factory.class,
        created -> {
          context = created;
          onCreate.accept(created);
          var unused = created.schedule(Duration.ofMillis(100), "tick", this::tick);
          return this;
        });
  }

  void tick() {
    Consumer<DiscoveryContext> next = action;
    action = nothing -> {};
    next.accept(context());
    var unused = context().schedule(Duration.ofMillis(100), "tick", this::tick);
  }

  DiscoveryContext context() {
    return requireNonNull(context);
  }

  @Override
  public void start() {
    calls.add("start");
  }

  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    calls.add(address.port() + " is " + outcome.kind());
  }

  @Override
  public void onNodeUp(PeerId node, PeerAddress address) {
    calls.add(address.port() + " is up");
    onNodeUp.accept(context());
  }

  @Override
  public void onNodeDown(PeerId node) {
    calls.add("a node is down");
  }

  @Override
  public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    if (body.isEmpty()) {
      throw new InvalidProtocolBufferException("empty");
    }
    calls.add("control " + body.toStringUtf8());
  }
}
