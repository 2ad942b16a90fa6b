/** Configuration: values from files, {@code --set} and the builder, checked. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.core.config;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
