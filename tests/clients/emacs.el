;;; Does with lt-lint what a user of Emacs does, and writes down what is seen, as JSON.  -*- lexical-binding: t -*-
(require 'eglot)
(require 'flymake)
(require 'json)
(require 'xref)
(require 'yaml-mode)

(defvar seen nil "What was seen, by name.")

(defun note (key value)
  (push (cons key value) seen))

(defun wait (what test)
  "Wait until TEST gives something, and give that back."
  (let ((end (+ (float-time) 60)) found)
    (while (not (setq found (funcall test)))
      (when (> (float-time) end)
        (error "No %s; so far: %S" what seen))
      (accept-process-output nil 0.02))
    found))

(defun visit (name)
  "Visit a file of the folder, as a command does."
  (prog1 (find-file (expand-file-name name command-line-default-directory))
    (run-hooks 'post-command-hook)))

(defun send ()
  "Send the changes of the buffer, which Emacs does when it is idle; here it never is."
  (eglot--signal-textDocument/didChange))

(defun edit (old new)
  "Put NEW in the place of OLD, as typing does; point is after it."
  (goto-char (point-min))
  (search-forward old)
  (replace-match new t t)
  (send))

(defun found ()
  (flymake-start nil t)
  (flymake-diagnostics))

(defun wait-for (rules)
  "Wait until the buffer has a diagnostic of each of RULES, and no other."
  (let ((is-of (lambda (rule one) (string-match-p (regexp-quote rule) (flymake-diagnostic-text one)))))
    (wait (format "%S" rules)
          (lambda ()
            (let ((all (found)))
              (and (= (length all) (length rules))
                   (seq-every-p #'identity (seq-mapn is-of rules all))))))))

(defun act (pattern)
  "Apply the code action whose title has PATTERN, chosen from those that Emacs offers."
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt menu &rest _)
               (note 'actions (vconcat (mapcar #'car menu)))
               (seq-find (lambda (title) (string-match-p pattern title)) (mapcar #'car menu)))))
    ;; As with the keyboard: Emacs asks in the minibuffer.
    (let ((last-nonmenu-event ?a))
      (eglot-code-actions (point) nil nil t)))
  (send))

(defun run ()
  (let* ((map (visit "k8s/configmap.yaml"))
         (sidecar (visit "k8s/scalyr-sidecar.yaml"))
         (server (wait "server" #'eglot-current-server)))
    (switch-to-buffer sidecar)
    (note 'root (project-root (eglot--project server)))
    (wait-for nil)
    (edit "memory: 150Mi" "memory: 150M")
    (wait-for '("low-memory-limit"))
    (let ((one (car (found))))
      (note 'found (buffer-substring (flymake-diagnostic-beg one) (flymake-diagnostic-end one)))
      (note 'text (flymake-diagnostic-text one))
      (note 'type (format "%s" (flymake-diagnostic-type one)))
      (goto-char (flymake-diagnostic-beg one))
      (note 'line (string-trim (thing-at-point 'line t))))
    (let (hover)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
      (note 'hover (substring-no-properties (wait "hover" (lambda () hover)))))
    (act "150Mi")
    (wait-for nil)
    (note 'fixed (string-trim (thing-at-point 'line t)))
    (edit "name: scalyr-config" "name: zz")
    (let ((place (eglot-completion-at-point)))
      (note 'completion (vconcat (mapcar #'substring-no-properties (all-completions "" (nth 2 place))))))
    (edit "name: zz" "name: scalyr-config")
    (wait-for nil)
    (backward-char)
    (let ((xref-prompt-for-identifier nil)) (call-interactively #'xref-find-definitions))
    (note 'definition (string-trim-right (thing-at-point 'line t)))
    (set-buffer map)
    (edit "name: scalyr-config" "name: scalyr-confg")
    (set-buffer sidecar)
    (wait-for '("dangling-reference"))
    (eglot-shutdown server)
    (note 'ended (if (eglot-current-server) "no" "yes"))))

(condition-case problem
    (run)
  (error (note 'problem (format "%S" problem))))
(with-temp-file (getenv "SEEN") (insert (json-encode seen)))
