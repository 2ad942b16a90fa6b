package dev.gossip.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SweepCellTest {
  private static SweepCell cell(Map<String, String> parameters, long seed) {
    return new SweepCell(new TreeMap<>(parameters), seed, "1.0");
  }

  @Test
  void nameDependsOnParametersSeedAndVersionOnly() {
    SweepCell cell = cell(Map.of("nodes", "20", "loss", "0.1"), 7);

    // Folders of earlier versions of this program have such names.
    assertThat(cell.name()).isEqualTo("c4515d2f0a63ab03");
    assertThat(cell(Map.of("loss", "0.1", "nodes", "20"), 7).name()).isEqualTo(cell.name());
    assertThat(cell(Map.of("nodes", "20", "loss", "0.1"), 8).name()).isNotEqualTo(cell.name());
    assertThat(cell(Map.of("nodes", "20", "loss", "0.2"), 7).name()).isNotEqualTo(cell.name());
    assertThat(new SweepCell(cell.parameters(), 7, "1.1").name()).isNotEqualTo(cell.name());
  }

  @Test
  void parametersThatReadAlikeWithoutSeparatorsHaveDifferentNames() {
    assertThat(cell(Map.of("a", "12"), 3).name()).isNotEqualTo(cell(Map.of("a1", "2"), 3).name());
  }

  @Test
  void settingsFollowTheOptionsAndTheSeedIsLast() {
    SweepCell cell = cell(Map.of("gossip.lifetime", "1m", "nodes", "20"), 7);

    assertThat(cell.options())
        .isEqualTo(List.of("--nodes", "20", "--set", "gossip.lifetime=1m", "--seed", "7"));
  }

  @Test
  void commandCanBePastedIntoAShell() {
    SweepCell cell = cell(Map.of("topology", "file:it's here.gexf", "loss", "0.1"), -7);

    assertThat(cell.command(List.of("--plugins", "a b")))
        .isEqualTo(
            "gossip simulate --loss 0.1 --topology 'file:it'\\''s here.gexf' --seed -7 --plugins 'a"
                + " b' --json");
  }
}
