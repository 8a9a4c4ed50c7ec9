package io.ate.server.internal;

import com.sun.management.UnixOperatingSystemMXBean;
import io.ate.AteException;
import io.ate.server.ServerConfig;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets the process may have open at a time, and how many of them are left for connections. A
 * store that cannot open its next file has failed, and the server with it: so connections give way, and never the
 * store. Immutable.
 *
 * @param most of the process
 */
public record Descriptors(long most) {
    /** For the program itself, its event loops, and those who are only told that they are too many. */
    static final int RESERVE = 512;
    /** With fewer connections nobody is served. */
    static final int LEAST = 64;

    /** As the system says; without bound where it does not. The virtual machine takes what the hard limit allows. */
    public static Descriptors ofThisProcess() {
        return new Descriptors(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        && system.getMaxFileDescriptorCount() > 0 ? system.getMaxFileDescriptorCount()
                                : Long.MAX_VALUE);
    }

    /**
     * The same with no more connections than the process can bear beside a store with so many open files.
     *
     * @throws AteException if there is no room for a server
     */
    public ServerConfig fit(ServerConfig config, int filesOfStore) {
        long left = most - filesOfStore - RESERVE;
        int wanted = config.limits().connections();
        if (left >= wanted) {
            return config;
        }
        if (left < Math.min(wanted, LEAST)) {
            throw new AteException("this process may have " + most + " files and connections open at a time, and a "
                    + "server takes at least " + (filesOfStore + RESERVE + LEAST)
                    + ": raise the bound before you start it (ulimit -n 65536, or LimitNOFILE of its service)");
        }
        return config.limits(config.limits()
                .connections((int) left, Math.min(config.limits().connectionsPerAddress(), (int) left)));
    }
}
