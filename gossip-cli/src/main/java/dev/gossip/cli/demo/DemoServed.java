package dev.gossip.cli.demo;

import dev.gossip.api.PeerAddress;
import dev.gossip.cli.control.ServedNetwork;
import dev.gossip.cli.control.ServedNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The nodes of the demo, as its control port serves them. Thread-safe. */
record DemoServed(DemoNetwork network, DemoMessages messages) implements ServedNetwork {

  @Override
  public List<PeerAddress> addresses() {
    return network.ports().stream().map(port -> new PeerAddress(DemoNetwork.HOST, port)).toList();
  }

  @Override
  public Optional<ServedNode> find(PeerAddress address) {
    return Optional.ofNullable(network.node(address.port()))
        .filter(node -> node.address().equals(address))
        .map(
            node ->
                new ServedNode(
                    node,
                    () -> node.metrics().asMap(),
                    // Printed before its deliveries, like a message that is typed; but nobody
                    // waits for the deliveries.
                    (topic, payload) ->
                        messages.publish(() -> node.publish(topic, payload), new TreeSet<>())));
  }
}
