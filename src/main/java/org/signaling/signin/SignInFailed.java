package org.signaling.signin;

/** A sign-in that came to nothing. Immutable; without a stack trace, because it is an answer and not a fault. */
final class SignInFailed extends Exception {

    private static final int MAX_DETAIL = 400;

    private final Problem problem;

    /**
     * @param problem what the page is told; not null
     * @param detail what the log says besides, never a token or a code; not null
     */
    SignInFailed(Problem problem, String detail) {
        super(problem.code() + ": " + clean(detail), null, false, false);
        this.problem = problem;
    }

    private static String clean(String text) {
        String cut = text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "...";
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }

    /** {@return what the page is told; never null} */
    Problem problem() {
        return problem;
    }
}
