package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.RandomSeed;
import dev.gossip.core.engine.addresses.OpenLinks.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenLinksTest {

  @Test
  void linksAreThoseOfAMapWhileTheyComeAndGo() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    OpenLinks tested = new OpenLinks();
    Map<PeerAddress, Link> expected = new LinkedHashMap<>();
    for (int step = 0; step < 5_000; step++) {
      PeerAddress address = BookFixture.local(random.nextInt(30));
      switch (random.nextInt(3)) {
        case 0 -> {
          Link link = newLink(address, random);
          tested.add(link);
          expected.put(address, link);
        }
        case 1 -> {
          tested.remove(address);
          expected.remove(address);
        }
        default -> {
          Link configured = expected.computeIfPresent(address, (a, link) -> configured(link));
          assertThat(tested.setConfigured(address)).as("seed %d", seed).isEqualTo(configured);
        }
      }
      List<Link> links = new ArrayList<>();
      tested.forEach(links::add);
      assertThat(links).as("seed %d", seed).containsExactlyElementsOf(expected.values());
      assertThat(tested.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(tested.contains(address)).isEqualTo(expected.containsKey(address));
      assertThat(tested.ids())
          .isEqualTo(expected.values().stream().map(Link::id).collect(Collectors.toSet()));
    }
  }

  /** Times before 1970 and those of clocks that are far ahead, too. */
  private static Link newLink(PeerAddress address, SplittableRandom random) {
    return new Link(
        address,
        BookFixture.id(random.nextInt(20)),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextLong(-1L << 60, 1L << 60));
  }

  private static Link configured(Link link) {
    return new Link(link.address(), link.id(), link.isDialed(), true, link.sinceMillis());
  }
}
