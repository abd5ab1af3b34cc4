// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/repositories/editrepository.h"
#include "ui/label/imageduplicates.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QFormLayout;

namespace cairn {

class AddressLink;
class BackgroundJobs;
class ImagePredictions;
class Library;
class PreviewLabel;
class ThumbnailProvider;

/// The right of Label: the current image, its details, and the history of its label. Where it comes
/// from and its history are read behind the window's back.
class PreviewPanel : public QFrame
{
    Q_OBJECT
public:
    PreviewPanel(Library &library, ThumbnailProvider &thumbnails, BackgroundJobs &jobs,
                 const ImagePredictions &predictions, QWidget *parent = nullptr);
    void showImage(const ImageRecord *image, int selected); ///< nullptr: none
    /// What is known of near duplicates; nullptr: nothing.
    void setDuplicates(std::shared_ptr<const ImageDuplicates> duplicates)
    {
        m_duplicates = std::move(duplicates);
    }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Details
    {
        Provenance from;
        std::vector<LabelHistoryEntry> history;
    };
    QLabel *addRow(QFormLayout *form, const QString &name);
    void fill(const ImageRecord &image);
    void readDetails();
    void showDetails(const Details &details);

    Library &m_library;
    ThumbnailProvider &m_thumbnails;
    const ImagePredictions &m_predictions;
    std::shared_ptr<const ImageDuplicates> m_duplicates;
    QTimer m_settled; // the current image has stayed for a moment
    qint64 m_imageId = 0;
    PreviewLabel *m_image;
    QLabel *m_name;
    QLabel *m_none; // instead of all others
    QLabel *m_class;
    QLabel *m_prediction;
    QLabel *m_split;
    QLabel *m_size;
    QLabel *m_folder;
    QLabel *m_taken;
    QLabel *m_added;
    QLabel *m_duplicate;
    QLabel *m_author;
    QLabel *m_license;
    QLabel *m_restrictions;
    AddressLink *m_page;
    QLabel *m_historyTitle;
    QLabel *m_history;
    QLabel *m_selected;
    QFormLayout *m_form;
};

} // namespace cairn
