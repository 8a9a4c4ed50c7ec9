package io.ate.network;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that comes back to it: nobody who asks for any port is given it meanwhile, as other tests do all
 * the time. Stateless.
 */
public final class LastingPort {
    /** Systems give away ports from 32768 on, or higher ones. */
    private static final int FROM = 10_000;
    private static final int TO = 32_768;

    private LastingPort() {}

    /** One that nobody listens at. */
    public static int any() throws IOException {
        for (;;) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (Socket free = new Socket()) {
                free.setReuseAddress(true); // it must not listen: see the server's own look at its port
                free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException _) {
                // somebody is there: another one
            }
        }
    }
}
