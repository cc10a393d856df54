package org.signaling.testing;

import java.lang.reflect.Proxy;

/** An object of an interface of which a test needs a few methods only. */
public final class Fake {

    private Fake() {
    }

    /** Answers the methods. */
    public interface Answers {
        /** The answer to a method, which is ignored where the method has none. */
        Object answer(String method, Object[] arguments);
    }

    /** Makes one. */
    public static <T> T of(Class<T> type, Answers answers) {
        Class<?>[] types = {type};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, (proxy, called, arguments) -> {
            Object result = answers.answer(called.getName(), arguments);
            return called.getReturnType() == void.class ? null : result;
        }));
    }
}
