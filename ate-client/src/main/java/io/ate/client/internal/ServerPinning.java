package io.ate.client.internal;

import io.ate.PublicKeys;
import io.ate.UntrustedServerException;
import io.ate.internal.protocol.IdentityCheck;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides whether a server is the one that is meant: by the fingerprint that was demanded, else by what is remembered
 * of it; one that is new is remembered, as SSH does. Thread-safe; may read and write the file of known servers.
 */
public final class ServerPinning implements IdentityCheck {
    private static final Decision ACCEPTED = new Decision.Accepted();

    private final ServerPlace server;
    private final Optional<String> demanded;
    private final ServerMemory memory;
    private final Consumer<String> notices;

    /**
     * @param demanded fingerprint, if one is
     * @param notices takes a line for people when a server is remembered
     */
    public ServerPinning(ServerPlace server, Optional<String> demanded, ServerMemory memory, Consumer<String> notices) {
        this.server = server;
        this.demanded = demanded;
        this.memory = memory;
        this.notices = notices;
    }

    @Override
    public Decision check(PublicKeys identity) {
        String shown = identity.fingerprint();
        try {
            return demanded.isPresent() ? compare(demanded.get(), shown) : recall(shown);
        } catch (UncheckedIOException e) {
            return new Decision.Refused(
                    "it is not known whether " + server + " is the right server: " + e.getMessage());
        }
    }

    /**
     * Demands that what a replica has from the server of that fingerprint is from the one that is meant. Nothing is
     * remembered: nobody was met.
     *
     * @throws UntrustedServerException if it is from another one
     */
    public void demandSource(String fingerprint) {
        try {
            Optional<String> expected = demanded.or(() -> memory.find(server).map(ServerMemory.Known::fingerprint));
            if (expected.isPresent() && !expected.get().equals(fingerprint)) {
                throw new UntrustedServerException("what is here of the chain is from a server with the identity "
                        + fingerprint + ", not " + expected.get() + (demanded.isPresent() ? " as demanded"
                                : ", which is the one that is remembered for " + server)
                        + ": open it once while that server is there");
            }
        } catch (UncheckedIOException e) {
            throw new UntrustedServerException("it is not known whether what is here of the chain is from the right "
                    + "server: " + e.getMessage());
        }
    }

    private Decision compare(String expected, String shown) {
        return expected.equals(shown) ? ACCEPTED
                : new Decision.Refused("the server at " + server + " has the identity " + shown + ", not " + expected
                        + " as demanded: it is another server, or somebody stands between. Do not go on before you "
                        + "know which");
    }

    private Decision recall(String shown) {
        Optional<ServerMemory.Known> known = memory.find(server);
        if (known.isEmpty()) {
            memory.remember(server, shown);
            notices.accept("remembered " + server + ", met for the first time, by its identity " + shown);
            return ACCEPTED;
        }
        String expected = known.get().fingerprint();
        return expected.equals(shown) ? ACCEPTED
                : new Decision.Refused("the identity of the server at " + server + " has changed: it is " + shown
                        + ", but " + expected + " was remembered (" + known.get().where()
                        + "). It was set up anew, or somebody stands between. If you know that it was set up anew, "
                        + "forget the old one (AteClient.forgetServer " + server + ")");
    }
}
