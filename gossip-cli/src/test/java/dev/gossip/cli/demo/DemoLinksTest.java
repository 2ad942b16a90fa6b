package dev.gossip.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class DemoLinksTest {
  private final DemoLinks links = new DemoLinks();

  private void link(int one, int two) {
    links.add(one, two);
    links.add(two, one);
  }

  private SortedMap<Integer, SortedSet<Integer>> chain() {
    Set.of(1, 2, 3, 4).forEach(links::start);
    link(1, 2);
    link(2, 3);
    link(3, 4);
    return links.between(Set.of(1, 2, 3, 4));
  }

  @Test
  void linkCountsWhenBothEndsHaveReportedIt() {
    links.start(1);
    links.start(2);
    links.add(1, 2);
    assertThat(DemoLinks.count(links.between(Set.of(1, 2)))).isZero();

    links.add(2, 1);
    assertThat(DemoLinks.count(links.between(Set.of(1, 2)))).isOne();
    assertThat(DemoLinks.count(links.between(Set.of(1)))).isZero();

    links.remove(1, 2);
    assertThat(DemoLinks.count(links.between(Set.of(1, 2)))).isZero();
  }

  @Test
  void startedNodeHasNoLinks() {
    links.start(1);
    links.add(1, 9);
    assertThat(links.at(1)).containsExactly(9);

    links.start(1);

    assertThat(links.at(1)).isEmpty();
  }

  @Test
  void distanceIsTheNumberOfHops() {
    assertThat(DemoLinks.distances(1, chain())).isEqualTo(Map.of(1, 0, 2, 1, 3, 2, 4, 3));
  }

  @Test
  void descriptionSaysHowFarNodesAreApart() {
    assertThat(DemoShell.describe(chain()))
        .isEqualTo("4 nodes, 3 links; each node reaches all others in at most 3 hops");

    links.remove(2, 3);

    assertThat(DemoShell.describe(links.between(Set.of(1, 2, 3, 4))))
        .isEqualTo("4 nodes, 2 links; some nodes cannot reach each other");
  }
}
