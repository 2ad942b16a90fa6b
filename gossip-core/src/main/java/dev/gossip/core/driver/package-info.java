/** IO and time: what runs a node. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.driver;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
