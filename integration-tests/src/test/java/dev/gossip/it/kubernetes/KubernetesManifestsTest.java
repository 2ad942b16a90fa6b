package dev.gossip.it.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests have only fields that exist, and their parts refer to each other by name. */
class KubernetesManifestsTest {

  private static StatefulSet statefulSet() throws JsonProcessingException {
    return StrictManifests.parse(StrictManifests.text("statefulset.yaml"), StatefulSet.class);
  }

  private static PodSpec pod() throws JsonProcessingException {
    return statefulSet().getSpec().getTemplate().getSpec();
  }

  private static Container node() throws JsonProcessingException {
    List<Container> containers = pod().getContainers();
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  private static Service service() throws JsonProcessingException {
    return StrictManifests.parse(StrictManifests.text("service.yaml"), Service.class);
  }

  private static Kustomization kustomization() throws JsonProcessingException {
    return StrictManifests.parse(StrictManifests.text("kustomization.yaml"), Kustomization.class);
  }

  @Test
  void everyManifestHasOnlyFieldsOfTheModel() throws JsonProcessingException {
    assertThat(statefulSet().getKind()).isEqualTo("StatefulSet");
    assertThat(service().getKind()).isEqualTo("Service");
    assertThat(kustomization().getKind()).isEqualTo("Kustomization");
    PodDisruptionBudget budget =
        StrictManifests.parse(
            StrictManifests.text("disruption-budget.yaml"), PodDisruptionBudget.class);
    assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "podManagementPolicy, podManagmentPolicy",
    "fsGroupChangePolicy, fsGroupChangePolicies",
    "readinessProbe, readynessProbe",
    "failureThreshold, failuresThreshold",
    "mountPath, path",
    "secretName, name",
    "accessModes, accessMode",
  })
  void misspeltFieldIsRefused(String field, String misspelt) {
    String yaml = StrictManifests.text("statefulset.yaml");
    assertThat(yaml).contains(field + ":");

    assertThatThrownBy(
            () ->
                StrictManifests.parse(yaml.replace(field + ":", misspelt + ":"), StatefulSet.class))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining(misspelt);
  }

  @Test
  void everyResourceOfTheKustomizationIsThere() throws JsonProcessingException {
    Kustomization kustomization = kustomization();

    assertThat(kustomization.getResources())
        .contains("service.yaml", "statefulset.yaml")
        .allMatch(file -> Files.exists(StrictManifests.FOLDER.resolve(file)));
    assertThat(kustomization.getConfigMapGenerator().get(0).getFiles())
        .isNotEmpty()
        .allMatch(file -> Files.exists(StrictManifests.FOLDER.resolve(file)));
    assertThat(kustomization.getImages().get(0).getName()).isEqualTo(node().getImage());
  }

  @Test
  void volumesAreThoseThatTheKustomizationMakes() throws JsonProcessingException {
    List<String> volumes = new ArrayList<>();
    for (Volume volume : pod().getVolumes()) {
      volumes.add(volume.getName());
      if (volume.getConfigMap() != null) {
        assertThat(volume.getConfigMap().getName())
            .isEqualTo(kustomization().getConfigMapGenerator().get(0).getName());
      }
      if (volume.getSecret() != null) {
        assertThat(volume.getSecret().getSecretName())
            .isEqualTo(kustomization().getSecretGenerator().get(0).getName());
      }
    }
    statefulSet()
        .getSpec()
        .getVolumeClaimTemplates()
        .forEach(claim -> volumes.add(claim.getMetadata().getName()));
    assertThat(node().getVolumeMounts())
        .extracting(VolumeMount::getName)
        .containsExactlyInAnyOrderElementsOf(volumes);
  }

  @Test
  void serviceNamesEveryPodWithThePortsOfTheNode() throws JsonProcessingException {
    Service service = service();

    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
    assertThat(statefulSet().getSpec().getServiceName()).isEqualTo(service.getMetadata().getName());
    for (ServicePort port : service.getSpec().getPorts()) {
      ContainerPort target =
          node().getPorts().stream()
              .filter(of -> of.getName().equals(port.getTargetPort().getStrVal()))
              .findFirst()
              .orElseThrow();
      assertThat(target.getContainerPort()).isEqualTo(port.getPort());
      assertThat(target.getProtocol()).isEqualTo(port.getProtocol());
      assertThat(String.join(" ", node().getArgs())).contains("0.0.0.0:" + port.getPort());
    }
    assertThat(StrictManifests.text("gossip.conf"))
        .contains("\"" + service.getMetadata().getName() + ":7400\"");
  }

  @Test
  void everyProbeAsksTheControlPort() throws JsonProcessingException {
    assertThat(DeployedNode.probes(node()))
        .hasSize(3)
        .allMatch(probe -> "control".equals(probe.getHttpGet().getPort().getStrVal()));
  }

  @Test
  void nodeThatIsDeployedAnswersEveryProbe() throws Exception {
    try (DeployedNode node = DeployedNode.start(node().getArgs())) {
      for (Probe probe : DeployedNode.probes(node())) {
        String path = Objects.requireNonNull(probe.getHttpGet().getPath());
        // It has no peer, so it lives and is not ready.
        assertThat(node.status(path)).as(path).isEqualTo(path.equals("/ready") ? 503 : 200);
      }
      assertThat(node.status("/health")).as("without the token").isEqualTo(401);
      assertThat(node.status("/no-such-path")).as("without the token").isEqualTo(401);
    }
  }
}
