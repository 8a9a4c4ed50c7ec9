package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Dio;
import io.ate.KeyBundle;
import io.ate.Service;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A program that serves, in a process of its own, until its standard input ends or it is killed. Stateless. */
final class ServingProgram {
    private ServingProgram() {}

    /** Serves at {@code address}, the chain of that name, with the keys in that file. */
    public static void main(String[] arguments) throws IOException {
        try (KeyBundle keys = KeyBundle.load(Path.of(arguments[2]));
                AteClient client = AteClient.create(arguments[0],
                        AteConfig.builder().deadline(Duration.ofMinutes(5)).build(),
                        ClientConfig.defaults().trustOnFirstUse(true));
                Chain chain = client.openExisting(arguments[1], Session.of(keys));
                var _ = chain.serve(ServicesOverSocketsTest.PING,
                        ping -> new ServicesOverSocketsTest.Pong(
                                ping.text() + " by " + ProcessHandle.current().pid()));
                var _ = chain.serve(ServicesOverSocketsTest.NOTED, ServingProgram::noted)) {
            IO.println("serving");
            while (System.in.read() >= 0) {
                // until whoever started it ends
            }
        }
    }

    /** Notes in the chain that it handles a request, and by whom. */
    private static ServicesOverSocketsTest.Pong noted(Dio dio, ServicesOverSocketsTest.Ping ping, Service.Call call) {
        String text = ping.text() + " of " + call.caller() + " by " + ProcessHandle.current().pid();
        return dio.store(new ServicesOverSocketsTest.Pong(text)).value();
    }

    /** Starts one, and waits until it serves. */
    static Process start(String address, String chain, Path keys) throws IOException {
        Process process = ChildJvm.of(ServingProgram.class, address, chain, keys.toString()).start();
        @Nullable
        String line = process.inputReader().readLine();
        if (!"serving".equals(line)) {
            process.destroyForcibly();
            throw new IllegalStateException("the program that serves said " + line);
        }
        return process;
    }
}
