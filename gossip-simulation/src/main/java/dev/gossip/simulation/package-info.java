/**
 * Networks of real nodes in virtual time. The nodes run the production engine and UDP transport and
 * exchange encoded datagrams; only the socket, the thread and the clock are replaced. The same seed
 * gives exactly the same run.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
