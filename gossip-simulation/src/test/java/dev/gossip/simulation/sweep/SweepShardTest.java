package dev.gossip.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepShardTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "10, 3", "3, 5", "200, 10"})
  void shardsTogetherHaveEachCellOnce(int cells, int shards) {
    List<Integer> all = IntStream.range(0, cells).boxed().toList();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      found.addAll(SweepShard.parse(i + "/" + shards, Map.of()).of(all));
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void indexIsTakenFromTheEngine() {
    Map<String, String> slurm =
        Map.of("SLURM_ARRAY_TASK_ID", "7", "SLURM_ARRAY_TASK_COUNT", "2", "SLURM_JOB_ID", "3");

    assertThat(SweepShard.parse("auto/10", slurm)).isEqualTo(new SweepShard(7, 10));
    assertThat(SweepShard.parse("auto/4", Map.of("JOB_COMPLETION_INDEX", "0")))
        .isEqualTo(new SweepShard(0, 4));
    assertThat(SweepShard.parse("1/4", slurm)).isEqualTo(new SweepShard(1, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "10/10, shards count from 0",
    "0/0, there are 0 shards",
    "1, write for example 0/10",
    "-1/3, write for example 0/10",
    "auto, write for example 0/10",
    "auto/5, 'SLURM_ARRAY_TASK_ID is 7, but indexes go from 0 to 4'",
  })
  void badShardIsRefusedWithARemedy(String text, String fragment) {
    assertThatThrownBy(() -> SweepShard.parse(text, Map.of("SLURM_ARRAY_TASK_ID", "7")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fragment);
  }

  @Test
  void missingOrBadVariableIsRefusedByName() {
    assertThatThrownBy(() -> SweepShard.parse("auto/5", Map.of()))
        .hasMessageContaining("SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX");
    assertThatThrownBy(() -> SweepShard.parse("auto/5", Map.of("JOB_COMPLETION_INDEX", "x")))
        .hasMessageContaining("JOB_COMPLETION_INDEX is 'x'");
  }
}
