<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Text</name>
    <message numerus="yes">
        <source>The search is %1 character(s) too long for Wikimedia Commons.</source>
        <translation>
            <numerusform>The search is %1 character too long for Wikimedia Commons.</numerusform>
            <numerusform>The search is %1 characters too long for Wikimedia Commons.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The provider has no more than %1 image(s) for “%2”.</source>
        <translation>
            <numerusform>The provider has no more than %1 image for “%2”.</numerusform>
            <numerusform>The provider has no more than %1 images for “%2”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of the file(s) are outside “%2”, through links or their paths in the list, among them “%3”.</source>
        <translation>
            <numerusform>%1 of the files is outside “%2”, through links or its path in the list: “%3”.</numerusform>
            <numerusform>%1 of the files are outside “%2”, through links or their paths in the list, among them “%3”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 file(s) are not in a class folder and are unlabeled.</source>
        <translation>
            <numerusform>%1 file is not in a class folder and is unlabeled.</numerusform>
            <numerusform>%1 files are not in a class folder and are unlabeled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) are in the project; import again to continue.</source>
        <translation>
            <numerusform>%1 image is in the project; import again to continue.</numerusform>
            <numerusform>%1 images are in the project; import again to continue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) in the project were edited in place since they were last read and were measured again.</source>
        <translation>
            <numerusform>%1 image in the project was edited in place since it was last read and was measured again.</numerusform>
            <numerusform>%1 images in the project were edited in place since they were last read and were measured again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 refused file(s) were not copied to quarantine because they are large; they are still in their original location.</source>
        <translation>
            <numerusform>%1 refused file was not copied to quarantine because it is large; it is still in its original location.</numerusform>
            <numerusform>%1 refused files were not copied to quarantine because they are large; they are still in their original location.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) have a side shorter than %2 pixels and were refused; you can still accept them from the refused files.</source>
        <translation>
            <numerusform>%1 image has a side shorter than %2 pixels and was refused; you can still accept it from the refused files.</numerusform>
            <numerusform>%1 images have a side shorter than %2 pixels and were refused; you can still accept them from the refused files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the label from %1 column(s) of 0 and 1</source>
        <translation>
            <numerusform>the label from %1 column of 0 and 1</numerusform>
            <numerusform>the label from %1 columns of 0 and 1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The class(es) %1 have no validation images, so their accuracy cannot be measured.</source>
        <translation>
            <numerusform>The class %1 has no validation images, so its accuracy cannot be measured.</numerusform>
            <numerusform>The classes %1 have no validation images, so their accuracy cannot be measured.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 labeled image(s) are in no split and are left out.</source>
        <translation>
            <numerusform>%1 labeled image is in no split and is left out.</numerusform>
            <numerusform>%1 labeled images are in no split and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The file(s) of %1 image(s) are missing, among them “%2”.</source>
        <translation>
            <numerusform>The file of %1 image is missing: “%2”.</numerusform>
            <numerusform>The files of %1 images are missing, among them “%2”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Loaded %1 tensor(s) of %2</source>
        <translation>
            <numerusform>Loaded %1 tensor of %2</numerusform>
            <numerusform>Loaded %1 tensors of %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The validation loss has not improved for %1 epoch(s): the rest of stage “%2” uses %3 times its learning rate.</source>
        <translation>
            <numerusform>The validation loss has not improved for %1 epoch: the rest of stage “%2” uses %3 times its learning rate.</numerusform>
            <numerusform>The validation loss has not improved for %1 epochs: the rest of stage “%2” uses %3 times its learning rate.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped early, after epoch %1: the validation loss has not improved for %2 epoch(s).</source>
        <translation>
            <numerusform>Stopped early, after epoch %1: the validation loss has not improved for %2 epoch.</numerusform>
            <numerusform>Stopped early, after epoch %1: the validation loss has not improved for %2 epochs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 × %2 process(es)</source>
        <translation>
            <numerusform>%1 × %2 process</numerusform>
            <numerusform>%1 × %2 processes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 class(es)</source>
        <translation>
            <numerusform>%1 class</numerusform>
            <numerusform>%1 classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %1 image(s) to the split</source>
        <translation>
            <numerusform>Add %1 image to the split</numerusform>
            <numerusform>Add %1 images to the split</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 fold(s) on %2</source>
        <translation>
            <numerusform>%1 fold on %2</numerusform>
            <numerusform>%1 folds on %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %1 image(s) of %2 can be read; the first is “%3”. Restore the files, or update the location of their folder.</source>
        <translation>
            <numerusform>The %1 image of %2 cannot be read: “%3”. Restore the file, or update the location of its folder.</numerusform>
            <numerusform>None of the %1 images of %2 can be read; the first is “%3”. Restore the files, or update the location of their folder.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 image(s) could not be read and are not counted, among them “%3”.</source>
        <translation>
            <numerusform>%1 of %2 image could not be read and is not counted: “%3”.</numerusform>
            <numerusform>%1 of %2 images could not be read and are not counted, among them “%3”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stored prediction(s) for %1 of them are kept because their files are missing.</source>
        <translation>
            <numerusform>The stored prediction for %1 of them is kept because its file is missing.</numerusform>
            <numerusform>Stored predictions for %1 of them are kept because their files are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The sweep ended after %1 of %2 step(s), too few to suggest a rate: %3. Start at a smaller rate, or use a larger batch.</source>
        <translation>
            <numerusform>The sweep ended after %1 of %2 step, too few to suggest a rate: %3. Start at a smaller rate, or use a larger batch.</numerusform>
            <numerusform>The sweep ended after %1 of %2 steps, too few to suggest a rate: %3. Start at a smaller rate, or use a larger batch.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 allows %2 request(s) per day, and all are used; search again after %3.</source>
        <translation>
            <numerusform>%1 allows %2 request per day, and it is used; search again after %3.</numerusform>
            <numerusform>%1 allows %2 requests per day, and all are used; search again after %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“%1” does not match %2 class(es) and the selected head: %3 is missing or has a different shape. Its classes must be those of the project in the same order, or be listed in a file.</source>
        <translation>
            <numerusform>“%1” does not match %2 class and the selected head: %3 is missing or has a different shape. Its classes must be those of the project in the same order, or be listed in a file.</numerusform>
            <numerusform>“%1” does not match %2 classes and the selected head: %3 is missing or has a different shape. Its classes must be those of the project in the same order, or be listed in a file.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>LibTorch %1, %2, %3 thread(s), %4</source>
        <translation>
            <numerusform>LibTorch %1, %2, %3 thread, %4</numerusform>
            <numerusform>LibTorch %1, %2, %3 threads, %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give one dropout value for the head, or one for each of its %1 layer(s).</source>
        <translation>
            <numerusform>Give one dropout value for the head, which has %1 layer.</numerusform>
            <numerusform>Give one dropout value for the head, or one for each of its %1 layers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 cannot be resumed: %2 of its image file(s) are missing; the first is “%3”. Restore them, update the location of their folder, or resume without them.</source>
        <translation>
            <numerusform>%1 cannot be resumed: %2 of its image files is missing: “%3”. Restore it, update the location of its folder, or resume without it.</numerusform>
            <numerusform>%1 cannot be resumed: %2 of its image files are missing; the first is “%3”. Restore them, update the location of their folder, or resume without them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 cannot be trained again: %2 of its image file(s) are missing; the first is “%3”. Restore them, or update the location of their folder.</source>
        <translation>
            <numerusform>%1 cannot be trained again: %2 of its image files is missing: “%3”. Restore it, or update the location of its folder.</numerusform>
            <numerusform>%1 cannot be trained again: %2 of its image files are missing; the first is “%3”. Restore them, or update the location of their folder.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::CertaintyPanel</name>
    <message numerus="yes">
        <source>Below %1 %: %2 of %3 image(s); error rate of the others %4</source>
        <translation>
            <numerusform>Below %1 %: %2 of %3 image; error rate of the others %4</numerusform>
            <numerusform>Below %1 %: %2 of %3 images; error rate of the others %4</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ClassPanel</name>
    <message numerus="yes">
        <source>Class “%1” deleted; %2 image(s) are now unlabeled.</source>
        <translation>
            <numerusform>Class “%1” deleted; %2 image is now unlabeled.</numerusform>
            <numerusform>Class “%1” deleted; %2 images are now unlabeled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“%1” merged into “%2”: %3 image(s) moved.</source>
        <translation>
            <numerusform>“%1” merged into “%2”: %3 image moved.</numerusform>
            <numerusform>“%1” merged into “%2”: %3 images moved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::CollectPage</name>
    <message numerus="yes">
        <source>%1 image(s) from an earlier search are still in the download queue.</source>
        <translation>
            <numerusform>%1 image from an earlier search is still in the download queue.</numerusform>
            <numerusform>%1 images from an earlier search are still in the download queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skipped %1 hidden file(s) or folder(s).</source>
        <translation>
            <numerusform>Skipped %1 hidden file or folder.</numerusform>
            <numerusform>Skipped %1 hidden files or folders.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> in %1 class(es)</source>
        <translation>
            <numerusform> in %1 class</numerusform>
            <numerusform> in %1 classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::CollectSession</name>
    <message numerus="yes">
        <source>“%1”: %2 new image(s) queued.</source>
        <translation>
            <numerusform>“%1”: %2 new image queued.</numerusform>
            <numerusform>“%1”: %2 new images queued.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“%1”: %2 image(s) are already queued; increase the number of images to find more.</source>
        <translation>
            <numerusform>“%1”: %2 image is already queued; increase the number of images to find more.</numerusform>
            <numerusform>“%1”: %2 images are already queued; increase the number of images to find more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Running %1 search(es) from the list one after the other.</source>
        <translation>
            <numerusform>Running %1 search from the list one after the other.</numerusform>
            <numerusform>Running %1 searches from the list one after the other.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 new address(es) queued.</source>
        <translation>
            <numerusform>%1 new address queued.</numerusform>
            <numerusform>%1 new addresses queued.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::CompareDialog</name>
    <message numerus="yes">
        <source>Compare %1 run(s)</source>
        <translation>
            <numerusform>Compare %1 run</numerusform>
            <numerusform>Compare %1 runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 validation label(s) have been corrected since it started, so earlier figures are not comparable with these.</source>
        <translation>
            <numerusform>%1 validation label has been corrected since it started, so earlier figures are not comparable with these.</numerusform>
            <numerusform>%1 validation labels have been corrected since it started, so earlier figures are not comparable with these.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ConfigForm</name>
    <message numerus="yes">
        <source>%1 epoch(s)</source>
        <translation>
            <numerusform>%1 epoch</numerusform>
            <numerusform>%1 epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>features computed once for %1 view(s)</source>
        <translation>
            <numerusform>features computed once for %1 view</numerusform>
            <numerusform>features computed once for %1 views</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ConfusionModel</name>
    <message numerus="yes">
        <source>%1: %2 image(s) of this class</source>
        <translation>
            <numerusform>%1: %2 image of this class</numerusform>
            <numerusform>%1: %2 images of this class</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: predicted for %2 image(s)</source>
        <translation>
            <numerusform>%1: predicted for %2 image</numerusform>
            <numerusform>%1: predicted for %2 images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::CorrectActions</name>
    <message numerus="yes">
        <source>Accept %1 suggestion(s)</source>
        <translation>
            <numerusform>Accept %1 suggestion</numerusform>
            <numerusform>Accept %1 suggestions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ExportHistory</name>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 prediction(s) changed</source>
        <translation>
            <numerusform>%1 prediction changed</numerusform>
            <numerusform>%1 predictions changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ExportPage</name>
    <message numerus="yes">
        <source>%1: %2, error %3, %4 class(es)</source>
        <translation>
            <numerusform>%1: %2, error %3, %4 class</numerusform>
            <numerusform>%1: %2, error %3, %4 classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ExportResult</name>
    <message numerus="yes">
        <source>Compared with bfloat16, which this machine uses for evaluation: probabilities differ by at most %1, %2 prediction(s) changed.</source>
        <translation>
            <numerusform>Compared with bfloat16, which this machine uses for evaluation: probabilities differ by at most %1, %2 prediction changed.</numerusform>
            <numerusform>Compared with bfloat16, which this machine uses for evaluation: probabilities differ by at most %1, %2 predictions changed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::FilterBar</name>
    <message numerus="yes">
        <source>%1 group(s) of near duplicates, best image first</source>
        <translation>
            <numerusform>%1 group of near duplicates, best image first</numerusform>
            <numerusform>%1 groups of near duplicates, best image first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::FilterListModel</name>
    <message numerus="yes">
        <source>%1, %2 image(s)</source>
        <translation>
            <numerusform>%1, %2 image</numerusform>
            <numerusform>%1, %2 images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::FoundPanel</name>
    <message numerus="yes">
        <source>The first %1 new result(s). Clear the check box of images that don&apos;t belong: they are left out now and in later searches for this class.</source>
        <translation>
            <numerusform>%1 new result. Clear its check box if it doesn&apos;t belong: it is left out now and in later searches for this class.</numerusform>
            <numerusform>The first %1 new results. Clear the check box of images that don&apos;t belong: they are left out now and in later searches for this class.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Download up to %1 image(s)</source>
        <translation>
            <numerusform>Download up to %1 image</numerusform>
            <numerusform>Download up to %1 images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::HealthPanel</name>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) checked</source>
        <translation>
            <numerusform>%1 image checked</numerusform>
            <numerusform>%1 images checked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep the best, trash the other %1</source>
        <translation>
            <numerusform>Keep the best, trash the other %1</numerusform>
            <numerusform>Keep the best, trash the other %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) moved to trash; Undo restores them.</source>
        <translation>
            <numerusform>%1 image moved to trash; Undo restores it.</numerusform>
            <numerusform>%1 images moved to trash; Undo restores them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ImageViewer</name>
    <message numerus="yes">
        <source> · %1 labeled</source>
        <translation>
            <numerusform> · %1 labeled</numerusform>
            <numerusform> · %1 labeled</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::JobStrip</name>
    <message numerus="yes">
        <source>%1 more</source>
        <comment>background tasks</comment>
        <translation>
            <numerusform>%1 more</numerusform>
            <numerusform>%1 more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::LabelActions</name>
    <message numerus="yes">
        <source>Labels of %1 image(s) cleared.</source>
        <translation>
            <numerusform>Labels of %1 image cleared.</numerusform>
            <numerusform>Labels of %1 images cleared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 labeled “%2”.</source>
        <translation>
            <numerusform>%1 labeled “%2”.</numerusform>
            <numerusform>%1 labeled “%2”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 restored from trash.</source>
        <translation>
            <numerusform>%1 restored from trash.</numerusform>
            <numerusform>%1 restored from trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 moved to trash.</source>
        <translation>
            <numerusform>%1 moved to trash.</numerusform>
            <numerusform>%1 moved to trash.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::LabelPage</name>
    <message numerus="yes">
        <source>%1 image(s) moved to trash; the best of each group is kept.</source>
        <translation>
            <numerusform>%1 image moved to trash; the best of each group is kept.</numerusform>
            <numerusform>%1 images moved to trash; the best of each group is kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 shown · class key or first letters: label · 0: clear · Shift+M: flag · Delete: trash · Space: enlarge</source>
        <translation>
            <numerusform>%1 shown · class key or first letters: label · 0: clear · Shift+M: flag · Delete: trash · Space: enlarge</numerusform>
            <numerusform>%1 shown · class key or first letters: label · 0: clear · Shift+M: flag · Delete: trash · Space: enlarge</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::LeftOutNote</name>
    <message numerus="yes">
        <source>%1 labeled image(s) without a split</source>
        <translation>
            <numerusform>%1 labeled image without a split</numerusform>
            <numerusform>%1 labeled images without a split</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 unlabeled image(s)</source>
        <translation>
            <numerusform>%1 unlabeled image</numerusform>
            <numerusform>%1 unlabeled images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 test image(s)</source>
        <translation>
            <numerusform>%1 test image</numerusform>
            <numerusform>%1 test images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::Plot</name>
    <message numerus="yes">
        <source>%1 point(s) above</source>
        <translation>
            <numerusform>%1 point above</numerusform>
            <numerusform>%1 points above</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::PreviewPanel</name>
    <message numerus="yes">
        <source>%1 image(s) selected</source>
        <translation>
            <numerusform>%1 image selected</numerusform>
            <numerusform>%1 images selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ProjectView</name>
    <message numerus="yes">
        <source>%1 image(s) were exported to %2.</source>
        <translation>
            <numerusform>%1 image was exported to %2.</numerusform>
            <numerusform>%1 images were exported to %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 could not be exported, starting with %2: %3</source>
        <translation>
            <numerusform>%1 could not be exported, starting with %2: %3</numerusform>
            <numerusform>%1 could not be exported, starting with %2: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>ATTRIBUTION.md credits the authors of %1 of them.</source>
        <translation>
            <numerusform>ATTRIBUTION.md credits the author of %1 of them.</numerusform>
            <numerusform>ATTRIBUTION.md credits the authors of %1 of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 to review</source>
        <translation>
            <numerusform>%1 to review</numerusform>
            <numerusform>%1 to review</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 unlabeled</source>
        <translation>
            <numerusform>%1 unlabeled</numerusform>
            <numerusform>%1 unlabeled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 mistake(s)</source>
        <translation>
            <numerusform>%1 mistake</numerusform>
            <numerusform>%1 mistakes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ProofPanel</name>
    <message numerus="yes">
        <source>%1 (%2 image(s))</source>
        <translation>
            <numerusform>%1 (%2 image)</numerusform>
            <numerusform>%1 (%2 images)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 validation label(s) have been corrected since, so earlier figures are not comparable with these.</source>
        <translation>
            <numerusform>%1 validation label has been corrected since, so earlier figures are not comparable with these.</numerusform>
            <numerusform>%1 validation labels have been corrected since, so earlier figures are not comparable with these.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::QueuePanel</name>
    <message numerus="yes">
        <source>%1 duplicate(s)</source>
        <translation>
            <numerusform>%1 duplicate</numerusform>
            <numerusform>%1 duplicates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 refused</source>
        <translation>
            <numerusform>%1 refused</numerusform>
            <numerusform>%1 refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failed</source>
        <translation>
            <numerusform>%1 failed</numerusform>
            <numerusform>%1 failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 canceled</source>
        <translation>
            <numerusform>%1 canceled</numerusform>
            <numerusform>%1 canceled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 provider request(s) left</source>
        <translation>
            <numerusform>%1 of %2 provider request left</numerusform>
            <numerusform>%1 of %2 provider requests left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::RelocateDialog</name>
    <message numerus="yes">
        <source>%1 image(s) located</source>
        <translation>
            <numerusform>%1 image located</numerusform>
            <numerusform>%1 images located</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %1 were not found:</source>
        <translation>
            <numerusform>; %1 was not found:</numerusform>
            <numerusform>; %1 were not found:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ResumeOffer</name>
    <message numerus="yes">
        <source>after %1 of %2 epoch(s)</source>
        <translation>
            <numerusform>after %1 of %2 epoch</numerusform>
            <numerusform>after %1 of %2 epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ReviewListBar</name>
    <message numerus="yes">
        <source>from %1 label(s), checked with %2</source>
        <translation>
            <numerusform>from %1 label, checked with %2</numerusform>
            <numerusform>from %1 labels, checked with %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s) · %2</source>
        <translation>
            <numerusform>%1 image · %2</numerusform>
            <numerusform>%1 images · %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::ReviewPage</name>
    <message numerus="yes">
        <source>%1 correction(s) saved.</source>
        <translation>
            <numerusform>%1 correction saved.</numerusform>
            <numerusform>%1 corrections saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 correction(s)</source>
        <translation>
            <numerusform>%1 correction</numerusform>
            <numerusform>%1 corrections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, compared with the current labels: %2 of %3 validation image(s) correct, error rate %4</source>
        <translation>
            <numerusform>%1, compared with the current labels: %2 of %3 validation image correct, error rate %4</numerusform>
            <numerusform>%1, compared with the current labels: %2 of %3 validation images correct, error rate %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %1 more are being evaluated</source>
        <translation>
            <numerusform>; %1 more is being evaluated</numerusform>
            <numerusform>; %1 more are being evaluated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %1 more could not be read</source>
        <translation>
            <numerusform>; %1 more could not be read</numerusform>
            <numerusform>; %1 more could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %1 more not evaluated yet</source>
        <translation>
            <numerusform>; %1 more not evaluated yet</numerusform>
            <numerusform>; %1 more not evaluated yet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::RunListModel</name>
    <message numerus="yes">
        <source>%1 of %2 image(s) wrong, among those that all runs were evaluated on</source>
        <translation>
            <numerusform>%1 of %2 image wrong, among those that all runs were evaluated on</numerusform>
            <numerusform>%1 of %2 images wrong, among those that all runs were evaluated on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::RunMenu</name>
    <message numerus="yes">
        <source>&amp;Evaluate on %1 test image(s)</source>
        <translation>
            <numerusform>&amp;Evaluate on %1 test image</numerusform>
            <numerusform>&amp;Evaluate on %1 test images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is wrong on %2 of %3 test image(s), an error rate of %4.</source>
        <translation>
            <numerusform>%1 is wrong on %2 of %3 test image, an error rate of %4.</numerusform>
            <numerusform>%1 is wrong on %2 of %3 test images, an error rate of %4.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::RunView</name>
    <message numerus="yes">
        <source>%1, %2, %3 thread(s)</source>
        <translation>
            <numerusform>%1, %2, %3 thread</numerusform>
            <numerusform>%1, %2, %3 threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 epoch(s) finished.</source>
        <translation>
            <numerusform>%1 of %2 epoch finished.</numerusform>
            <numerusform>%1 of %2 epochs finished.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::SuggestionMenu</name>
    <message numerus="yes">
        <source>%1 unlabeled image(s) will be labeled. You can undo this in one step.</source>
        <translation>
            <numerusform>%1 unlabeled image will be labeled. You can undo this in one step.</numerusform>
            <numerusform>%1 unlabeled images will be labeled. You can undo this in one step.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 labeled as suggested.</source>
        <translation>
            <numerusform>%1 labeled as suggested.</numerusform>
            <numerusform>%1 labeled as suggested.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::SuggestionSession</name>
    <message numerus="yes">
        <source>Accept %1 suggestion(s)</source>
        <translation>
            <numerusform>Accept %1 suggestion</numerusform>
            <numerusform>Accept %1 suggestions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %1 most useful image(s) to label next</source>
        <translation>
            <numerusform>The %1 most useful image to label next</numerusform>
            <numerusform>The %1 most useful images to label next</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::TrainPage</name>
    <message numerus="yes">
        <source>Imported %1 with %2 class(es). There are no validation images of these classes to evaluate it on.</source>
        <translation>
            <numerusform>Imported %1 with %2 class. There are no validation images of these classes to evaluate it on.</numerusform>
            <numerusform>Imported %1 with %2 classes. There are no validation images of these classes to evaluate it on.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 layer(s) · %2 weights · %3 multiply-adds per image</source>
        <translation>
            <numerusform>%1 layer · %2 weights · %3 multiply-adds per image</numerusform>
            <numerusform>%1 layers · %2 weights · %3 multiply-adds per image</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cairn::TryItPanel</name>
    <message numerus="yes">
        <source>%1 image(s), %2 unsure</source>
        <translation>
            <numerusform>%1 image, %2 unsure</numerusform>
            <numerusform>%1 images, %2 unsure</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
</context>
</TS>
