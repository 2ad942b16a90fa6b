package dev.gossip.discovery.bootstrap;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Addresses;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Content;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Question;
import dev.gossip.discovery.reach.Reach;
import java.util.Optional;

/** Proposes the seeds, and exchanges addresses with other nodes. */
final class Bootstrap implements PeerDiscovery {
  /** How many addresses of a refusal are taken: as many as nodes put in. */
  private static final int MAX_OF_REFUSAL = 16;

  private final DiscoveryContext context;
  private final Seeds seeds;
  private final Optional<PeerExchange> exchange;

  Bootstrap(DiscoveryContext context, Exchange exchange) {
    this.context = context;
    this.seeds = new Seeds(context);
    this.exchange =
        exchange == Exchange.ON ? Optional.of(new PeerExchange(context)) : Optional.empty();
  }

  @Override
  public void start() {
    seeds.lookUp();
  }

  @Override
  public void onNodeUp(PeerId node, PeerAddress address) {
    seeds.onNodeUp(node);
    exchange.ifPresent(on -> on.onNodeUp(node, address));
  }

  @Override
  public void onNodeDown(PeerId node) {
    seeds.onNodeDown(node);
    exchange.ifPresent(on -> on.onNodeDown(node));
  }

  /** A full node names others when it refuses; that needs no exchange of its own. */
  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    if (outcome.kind() == DialOutcome.Kind.REACHED && exchange.isPresent()) {
      seeds.onReached(address);
    }
    if (address.isIp()) {
      outcome.otherAddresses().stream()
          .filter(other -> other.isIp() && other.port() != 0 && Reach.isShared(other, address))
          .limit(MAX_OF_REFUSAL)
          .forEach(other -> context.proposeFrom(address, other));
    }
  }

  @Override
  public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    Content content = ExchangeCodec.parse(body);
    if (exchange.isEmpty()) {
      return;
    }
    if (content instanceof Question question) {
      exchange.get().onQuestion(from, question);
    } else if (content instanceof Addresses addresses) {
      exchange.get().onAddresses(from, addresses);
    }
  }
}
