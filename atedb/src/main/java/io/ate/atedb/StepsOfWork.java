package io.ate.atedb;

import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Progress;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Shows work that has several steps, a bar for each. Confined to the thread that does it. */
final class StepsOfWork implements AutoCloseable {
    private final Messages messages;
    private String step = "";
    private @Nullable Progress bar;

    StepsOfWork(Messages messages) {
        this.messages = messages;
    }

    /** So much of that step is done; with a total it is bytes, without rows. */
    void at(String what, long done, long total) {
        Progress shown = bar;
        if (shown == null || !what.equals(step)) {
            close();
            messages.say(Character.toUpperCase(what.charAt(0)) + what.substring(1) + " …");
            step = what;
            shown = new Progress(messages, total == 0 ? "row" : "byte");
            bar = shown;
        }
        shown.at(done, total == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) done / total));
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
