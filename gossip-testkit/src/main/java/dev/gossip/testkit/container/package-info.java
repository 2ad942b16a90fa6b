/**
 * GossipNode nodes in containers: the image, the containers and a client for the control port.
 * Needs Testcontainers on the class path and a Docker engine. Of the rest of the test kit, only
 * {@link dev.gossip.testkit.world.GossipCluster} does.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.container;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
