package io.ate.internal.simulation;

import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What stands between an honest server and one client, and may put something else in the place of what either says: so
 * an honest server and a meddler are a dishonest one. Confined to the simulation's thread.
 */
interface Meddler {
    /** Passes everything on. */
    Meddler NONE = new Meddler() {};

    /** What the client is told instead. */
    default List<ToClient> toClient(ToClient message) {
        return List.of(message);
    }

    /**
     * What the server is told instead.
     *
     * @param answer tells the client something at once, behind what is on its way to it
     */
    default List<ToServer> toServer(ToServer message, Consumer<ToClient> answer) {
        return List.of(message);
    }
}
