package dev.gossip.cli.control;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which node of several a request is about: the one that its parameter names, or the first. */
record NodeChoice(ServedNetwork network) {
  /** The parameter that names a node by its address. */
  static final String PARAMETER = "node";

  /**
   * Returns the node that a request is about.
   *
   * @throws BadRequest if there is no such node, or if it is down
   */
  ServedNode of(ControlExchange exchange) throws BadRequest {
    String text = exchange.parameter(PARAMETER);
    List<PeerAddress> addresses = network.addresses();
    if (text == null) {
      return addresses.stream()
          .map(network::find)
          .flatMap(Optional::stream)
          .findFirst()
          .orElseThrow(() -> new BadRequest(503, "no node is up", "start one"));
    }
    PeerAddress address =
        addresses.stream()
            .filter(each -> each.toString().equals(text))
            .findFirst()
            .orElseThrow(() -> unknown(addresses));
    return network
        .find(address)
        .orElseThrow(() -> new BadRequest(503, address + " is down", "start it, or name another"));
  }

  private static BadRequest unknown(List<PeerAddress> addresses) {
    return new BadRequest(
        404,
        "the parameter 'node' names no node of this port",
        "use "
            + addresses.stream().map(PeerAddress::toString).collect(Collectors.joining(", "))
            + ", or leave it out");
  }
}
