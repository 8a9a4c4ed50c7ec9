package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DurableCall;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Service;
import io.ate.ServiceException;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Programs that ask one another, over a chain that both have open: no port to open, no address to know, and the server
 * in between reads neither what is asked nor what comes back. Who may ask and who may answer are rules. Run it by
 * {@code bin/example service-api} against a server that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * 3 times 4 is 12
 * 1 divided by 0: ArithmeticException
 * asked while nobody served: 20 plus 22 is 42
 * counting: [1, 2, 3, 4, 5]
 * </pre>
 */
final class ServiceApi {
    record Operation(int left, String operator, int right) {}

    record Result(int value) {}

    record CountTo(int last) {}

    record Step(int value) {}

    static final Service<Operation, Result> CALCULATE = Service.of("calculate", Operation.class, Result.class);
    static final Service<Operation, Result> REMEMBERED = Service.of("remembered", Operation.class, Result.class);
    static final Service.Streaming<CountTo, Step> COUNT = Service.streaming("count", CountTo.class, Step.class);

    private ServiceApi() {}

    static void main(String server) {
        try (KeyBundle alice = KeyBundle.generate();
                KeyBundle bob = KeyBundle.generate();
                Stage stage = Stage.at(server, "service-api", alice,
                        Genesis.of(Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys())));
                Registration _ = stage.chain().serve(CALCULATE, ServiceApi::calculate);
                Registration _ = stage.chain().serve(COUNT, ServiceApi::count);
                AteClient client = AteClient.create(server, AteConfig.defaults(),
                        ClientConfig.defaults().owners(Set.of(alice.publicKeys())));
                Chain his = client.openExisting(stage.name().text(), Session.of(bob))) {
            his.await(stage.chain().sequence());
            IO.println("3 times 4 is " + his.invoke(CALCULATE, new Operation(3, "*", 4)).value());
            try {
                his.invoke(CALCULATE, new Operation(1, "/", 0));
            } catch (ServiceException e) {
                IO.println("1 divided by 0: " + e.error().replaceFirst(".*\\.", ""));
            }
            stage.chain().serve(REMEMBERED, ServiceApi::calculate).close(); // what was served once can be asked
            his.await(stage.chain().sequence());
            DurableCall<Result> later = his.submit(REMEMBERED, new Operation(20, "+", 22));
            try (Registration _ = stage.chain().serve(REMEMBERED, ServiceApi::calculate)) {
                IO.println("asked while nobody served: 20 plus 22 is " + later.await().value());
            }
            try (Stream<Step> numbers = his.invoke(COUNT, new CountTo(5))) {
                List<Integer> counted = numbers.map(Step::value).toList();
                IO.println("counting: " + counted);
            }
        }
    }

    private static Result calculate(Operation wanted) {
        return new Result(switch (wanted.operator()) {
            case "+" -> wanted.left() + wanted.right();
            case "-" -> wanted.left() - wanted.right();
            case "*" -> wanted.left() * wanted.right();
            case "/" -> wanted.left() / wanted.right();
            default -> throw new IllegalArgumentException("what is " + wanted.operator() + "?");
        });
    }

    private static Stream<Step> count(CountTo wanted) {
        return IntStream.rangeClosed(1, wanted.last()).mapToObj(Step::new);
    }
}
