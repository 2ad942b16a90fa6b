package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.node.DropReason;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The view that one discovery has of its node. */
final class EngineDiscoveryContext extends PluginContext implements DiscoveryContext {
  private final KnownAddresses addresses;
  private final PluginControl control;
  private boolean started;

  EngineDiscoveryContext(
      NodeServices services, Journal journal, KnownAddresses addresses, PluginControl control) {
    super(services, journal, journal.pluginId(), services.limits().maxTimers());
    this.addresses = addresses;
    this.control = control;
  }

  /** The discovery now exists; before, it must not propose or resolve anything. */
  void start() {
    started = true;
  }

  private void actOnceStarted(Runnable effect) {
    requireStarted();
    act(effect);
  }

  private void requireStarted() {
    if (!started) {
      throw new IllegalStateException(
          "a discovery must not propose, resolve or send while it is being created");
    }
  }

  @Override
  public AddressBook addresses() {
    return addresses;
  }

  @Override
  public void propose(PeerAddress address, AddressSource source) {
    requireNonNull(address, "address");
    requireNonNull(source, "source");
    actOnceStarted(() -> add(address, source));
  }

  private void add(PeerAddress address, AddressSource source) {
    if (address.port() == 0 || AddressRules.dialObjection(address) != null) {
      services().drop(DropReason.UNUSABLE_ADDRESS);
    } else if (!addresses.propose(address, source)) {
      services().drop(DropReason.ADDRESS_BOOK_FULL);
    }
  }

  @Override
  public void resolve(PeerAddress name, Consumer<List<PeerAddress>> then) {
    requireNonNull(name, "name");
    requireNonNull(then, "then");
    requireStarted();
    this.<Resolution>awaitResult(
        done -> {
          if (name.isIp()) {
            done.accept(Resolution.of(List.of(name)));
          } else {
            services().resolve(name, done);
          }
        },
        "resolve",
        resolution -> then.accept(resolution.addresses()));
  }

  @Override
  public Optional<PeerAddress> observedAddress(PeerId node) {
    return control.observedAddress(requireNonNull(node, "node"));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    requireNonNull(to, "to");
    requireNonNull(body, "body");
    actOnceStarted(() -> control.send(to, body));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return control.maxBytes(to);
  }
}
