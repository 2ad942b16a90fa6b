package dev.gossip.reputation.attack;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/** The peers that nodes have discouraged; a listener of a simulation. */
public final class HonestBans implements ObjIntConsumer<NodeEvent> {
  private final List<Ban> bans = new ArrayList<>();

  private record Ban(int by, NodeEvent.Discouraged what) {}

  /** Creates an empty list. */
  public HonestBans() {}

  @Override
  public void accept(NodeEvent event, int node) {
    if (event instanceof NodeEvent.Discouraged what) {
      bans.add(new Ban(node, what));
    }
  }

  /** One line for each honest peer that an honest node has discouraged. */
  public List<String> in(SimulatedNetwork network) {
    // By address: a node that restarts, or is hostile, has other ids in time.
    var honest =
        network.nodes().stream()
            .filter(node -> !node.isHostile())
            .collect(Collectors.toMap(SimulatedNode::address, SimulatedNode::index));
    return bans.stream()
        .filter(ban -> honest.containsValue(ban.by))
        .filter(ban -> honest.containsKey(ban.what.peer().address()))
        .map(
            ban ->
                ban.by + " bans " + honest.get(ban.what.peer().address()) + ": " + ban.what.why())
        .toList();
  }

  /** How many bans there were, of whatever peers. */
  public int size() {
    return bans.size();
  }
}
