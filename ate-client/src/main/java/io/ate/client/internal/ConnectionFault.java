package io.ate.client.internal;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** Puts into words why there is no connection. Stateless. */
final class ConnectionFault {
    private ConnectionFault() {}

    static String text(ServerPlace server, Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ -> "there is no host named " + server.host() + ": check the address";
            case ConnectTimeoutException _ ->
                    server + " does not answer: check the address, and whether something shuts it off";
            case ConnectException _ ->
                    "nobody listens at " + server
                            + ": check the address, or start its server (atedb solo, or AteServer.open)";
            case NoRouteToHostException _ -> "there is no way to " + server + ": check the network";
            case NativeIoException reset when reset.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE ->
                    "the connection to " + server + " was reset";
            case Throwable _ when cause.getMessage() == null ->
                    "the connection to " + server + " broke (" + cause.getClass().getSimpleName() + ")";
            default -> "the connection to " + server + " broke: " + cause.getMessage();
        };
    }
}
