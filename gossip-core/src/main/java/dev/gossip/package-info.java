/** The API for applications: a node to embed. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
