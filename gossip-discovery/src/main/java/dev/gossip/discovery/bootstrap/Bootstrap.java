package dev.gossip.discovery.bootstrap;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.discovery.proto.Answer;
import dev.gossip.discovery.proto.Ask;
import dev.gossip.discovery.proto.ExchangeFrame;
import java.util.Map;
import java.util.TreeMap;

/** Proposes the seeds, and exchanges addresses with other nodes. */
final class Bootstrap implements PeerDiscovery {
  private static final int MAX_ADDRESSES = 64;

  private final DiscoveryContext context;
  private final Map<PeerId, PeerAddress> nodes = new TreeMap<>();

  Bootstrap(DiscoveryContext context) {
    this.context = context;
  }

  @Override
  public void start() {
    for (PeerAddress seed : context.seeds()) {
      context.resolve(
          seed, found -> found.forEach(at -> context.propose(at, AddressSource.CONFIGURED)));
    }
  }

  @Override
  public void onNodeUp(PeerId node, PeerAddress address) {
    nodes.put(node, address);
    send(node, ExchangeFrame.newBuilder().setAsk(Ask.newBuilder().setMax(MAX_ADDRESSES)).build());
  }

  @Override
  public void onNodeDown(PeerId node) {
    nodes.remove(node);
  }

  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    if (address.isIp()) {
      outcome.otherAddresses().stream()
          .filter(PeerAddress::isIp)
          .forEach(other -> context.proposeFrom(address, other));
    }
  }

  @Override
  public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    ExchangeFrame frame = ExchangeFrame.parseFrom(body);
    PeerAddress teller = nodes.get(from);
    if (teller == null) {
      return;
    }
    if (frame.hasAsk()) {
      Answer answer = AddressBytes.answer(context.addresses().toPassOn(MAX_ADDRESSES));
      send(from, ExchangeFrame.newBuilder().setAnswer(answer).build());
    } else if (frame.hasAnswer() && teller.isIp()) {
      AddressBytes.addresses(frame.getAnswer()).stream()
          .limit(MAX_ADDRESSES)
          .forEach(address -> context.proposeFrom(teller, address));
    }
  }

  private void send(PeerId to, ExchangeFrame frame) {
    ByteString body = frame.toByteString();
    if (body.size() <= context.maxControlBytes(to)) {
      context.sendControl(to, body);
    }
  }
}
